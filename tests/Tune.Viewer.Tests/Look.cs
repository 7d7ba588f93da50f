using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Tune.Viewer.Tests;

/// <summary>Looks at what a page shows: in both themes and at both widths, kept as pictures and read by axe.</summary>
internal static class Look
{
    private static readonly AxeRunOptions s_all = new() { ResultTypes = [ResultType.Violations] };
    private static readonly AxeRunOptions s_contrast = new() { RunOnly = RunOnlyOptions.Rules("color-contrast") };

    /// <summary>Takes down what a page complains of from now on: errors, and what it asks of others than its server.
    /// </summary>
    public static List<string> Complaints(IPage page, Uri? server = null)
    {
        var complaints = new List<string>();
        var own = (server ?? Stage.Server.Address).AbsoluteUri;
        page.Console += (_, said) => complaints.AddRange(said.Type is "error" or "warning" ? [said.Text] : []);
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) => complaints.AddRange(
            request.Url.StartsWith(own, StringComparison.Ordinal) ? [] : [request.Url]);
        return complaints;
    }

    /// <summary>Adds to the complaints what axe finds.</summary>
    /// <param name="page">What is looked at.</param>
    /// <param name="name">What its pictures are called.</param>
    /// <param name="complaints">Where what is found is added.</param>
    /// <param name="whole">Whether the pictures have what stands below the window too.</param>
    public static async Task AtAsync(IPage page, string name, List<string> complaints, bool whole = true)
    {
        foreach (var (width, theme, rules) in ((int, ColorScheme, AxeRunOptions?)[])
        [
            (1400, ColorScheme.Light, s_all), (1400, ColorScheme.Dark, null), (390, ColorScheme.Dark, s_contrast),
            (390, ColorScheme.Light, null),
        ])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            await page.SetViewportSizeAsync(width, 860);
            await page.EvaluateAsync("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))");

            var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.That(wide, Is.LessThanOrEqualTo(width));
            await Stage.PictureAsync(page, $"{name}-{width}-{theme.ToString().ToLowerInvariant()}", whole);
            if (rules is not null)
            {
                complaints.AddRange(
                    from violation in (await page.RunAxe(rules)).Violations
                    from node in violation.Nodes
                    select $"{violation.Id}: {node.Html} {node.Any.FirstOrDefault()?.Message}");
            }
        }
    }
}
