using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Tune.Testing.Stores;

namespace Tune.Viewer.Tests;

/// <summary>Every page, in both themes and at both widths, with a sweep that runs: kept as a picture, asked for
/// nothing from elsewhere, and read by axe.</summary>
internal sealed class PageTests
{
    private static readonly AxeRunOptions s_all = new() { ResultTypes = [ResultType.Violations] };
    private static readonly AxeRunOptions s_contrast = new() { RunOnly = RunOnlyOptions.Rules("color-contrast") };

    [TestCase("experiments", "/", "table.list tbody tr >> nth=3")]
    [TestCase("experiment", $"/e/{Showcase.Going}", ".grid-body .grid-row >> nth=5")]
    [TestCase("ended", $"/e/{Showcase.Ended}?sort=best&desc=1&smooth=0.4", ".grid-body .grid-row >> nth=10")]
    [TestCase("trial", $"/e/{Showcase.Going}/t/3", ".chart[data-drawn] >> nth=1")]
    [TestCase("broken", $"/e/{Showcase.Broken}/t/0", ".error-card .log")]
    [TestCase("compare", $"/e/{Showcase.Ended}/compare?smooth=0.3", ".chart[data-drawn] >> nth=2")]
    [TestCase("groups", $"/e/{Showcase.Ended}/compare?trials=0-47&group=activation", ".chart[data-drawn] >> nth=2")]
    [TestCase("insight", $"/e/{Showcase.Ended}/insight", ".importance-row >> nth=3")]
    [TestCase("brushed", $"/e/{Showcase.Ended}/insight?best=50&cut=activation:0,1", ".importance-row >> nth=3")]
    [TestCase("front", $"/e/{Showcase.Traded}/insight?method=fanova", ".importance-row >> nth=3")]
    [TestCase("runs", "/runs", "table.list tbody tr")]
    [TestCase("collection", "/runs/0", ".runs-table tbody tr >> nth=3")]
    [TestCase("run", $"/runs/0/{SomeRuns.Full}?file=tables/predictions.csv", ".file-shown tbody tr >> nth=2")]
    [TestCase("models", "/models", "table.list tbody tr")]
    [TestCase("model", $"/models/{SomeRuns.Model}", ".runs-table tbody tr")]
    [TestCase("nodes", "/nodes", ".tile a[href] >> nth=5")]
    public async Task Page_InBothThemesAndWidths_FitsAndComplainsOfNothing(string name, string path, string shows)
    {
        await using var context = await Stage.NewContextAsync();
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, said) => complaints.AddRange(said.Type is "error" or "warning" ? [said.Text] : []);
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) => complaints.AddRange(
            request.Url.StartsWith(Stage.Server.Address.AbsoluteUri, StringComparison.Ordinal) ? [] : [request.Url]);
        await page.GotoAsync(new Uri(Stage.Server.Address, path).AbsoluteUri);
        await page.Locator(shows).WaitForAsync();
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
            await Stage.PictureAsync(page, $"{name}-{width}-{theme.ToString().ToLowerInvariant()}");
            if (rules is not null)
            {
                complaints.AddRange(
                    from violation in (await page.RunAxe(rules)).Violations
                    from node in violation.Nodes
                    select $"{violation.Id}: {node.Html} {node.Any.FirstOrDefault()?.Message}");
            }
        }

        Assert.That(complaints, Is.Empty);
    }
}
