using Microsoft.Playwright;

namespace Tune.Viewer.Tests;

/// <summary>Every page, in both themes and at both widths, with a sweep that runs.</summary>
internal sealed class PageTests
{
    private static readonly (string Name, string Path, string Shows)[] s_pages =
    [
        ("experiments", "/", "table.list tbody tr >> nth=2"),
        ("experiment", $"/e/{Showcase.Going}", ".grid-body .grid-row >> nth=5"),
        ("ended", $"/e/{Showcase.Ended}?sort=best&desc=1&smooth=0.4", ".grid-body .grid-row >> nth=10"),
        ("trial", $"/e/{Showcase.Going}/t/3", ".chart[data-drawn] >> nth=1"),
        ("compare", $"/e/{Showcase.Ended}/compare?smooth=0.3", ".chart[data-drawn] >> nth=2"),
        ("groups", $"/e/{Showcase.Ended}/compare?trials=0-47&group=activation&all=1", ".chart[data-drawn] >> nth=2"),
        ("insight", $"/e/{Showcase.Ended}/insight", ".matrix-chart[data-drawn] >> nth=4"),
        ("brushed", $"/e/{Showcase.Ended}/insight?best=50&cut=activation:0,1", ".importance-row >> nth=3"),
        ("front", $"/e/{Showcase.Traded}/insight", ".matrix-chart[data-drawn] >> nth=4"),
        ("broken", $"/e/{Showcase.Broken}/t/0", ".error-card .log"),
    ];

    [TestCase(1400, 900, ColorScheme.Light)]
    [TestCase(1400, 900, ColorScheme.Dark)]
    [TestCase(390, 844, ColorScheme.Light)]
    [TestCase(390, 844, ColorScheme.Dark)]
    public async Task Pages_AtAWidth_FitAndComplainOfNothing(int width, int height, ColorScheme theme)
    {
        await using var context = await Stage.NewContextAsync(width, height, theme);
        foreach (var (name, path, shows) in s_pages)
        {
            var page = await context.NewPageAsync();
            var complaints = new List<string>();
            page.Console += (_, said) => complaints.AddRange(said.Type is "error" or "warning" ? [said.Text] : []);
            page.PageError += (_, error) => complaints.Add(error);

            await page.GotoAsync(new Uri(Stage.Server.Address, path).AbsoluteUri);
            await page.Locator(shows).WaitForAsync();

            var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.That(wide, Is.LessThanOrEqualTo(width), name);
            await Stage.PictureAsync(page, $"{name}-{width}-{theme.ToString().ToLowerInvariant()}");
            Assert.That(complaints, Is.Empty, name);
            await page.CloseAsync();
        }
    }
}
