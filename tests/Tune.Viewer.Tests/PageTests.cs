using Microsoft.Playwright;
using Tune.Testing.Stores;

namespace Tune.Viewer.Tests;

/// <summary>Every page, in both themes and at both widths, with a sweep that runs: kept as a picture, asked for
/// nothing from elsewhere, and read by axe.</summary>
internal sealed class PageTests
{
    [TestCase("experiments", "/", "table.list tbody tr >> nth=3")]
    [TestCase("experiment", $"/e/{Showcase.Going}", ".grid-body .grid-row >> nth=5")]
    [TestCase("ended", $"/e/{Showcase.Ended}?sort=best&desc=1&smooth=0.4", ".grid-body .grid-row >> nth=10")]
    [TestCase("bands", $"/e/{Nursery.Bands}", ".bracket[data-bracket='2'] .bar-part:visible")]
    [TestCase("population", $"/e/{Nursery.Population}?schedule=optimizer/lr", ".grid-body .grid-row >> nth=10")]
    [TestCase("trial", $"/e/{Showcase.Going}/t/3", ".chart[data-drawn] >> nth=1")]
    [TestCase("artifacts", $"/e/{Showcase.Ended}/t/1?file=predictions.csv", ".file-shown tbody tr >> nth=2")]
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
    [TestCase("bin", "/?bin=1", ".bin-list tbody tr >> nth=1")]
    [TestCase("written", $"/e/{Showcase.Written}", ".tag >> nth=2")]
    [TestCase("written-trial", $"/e/{Showcase.Written}/t/1", ".tag")]
    [TestCase("audit", $"/e/{Showcase.Written}/audit", ".audit tbody tr >> nth=4")]
    [TestCase("audit-empty", $"/e/{Showcase.Traded}/audit", ".empty")]
    [TestCase("nodes", "/nodes", ".tile a[href] >> nth=5")]
    public async Task Page_InBothThemesAndWidths_FitsAndComplainsOfNothing(string name, string path, string shows)
    {
        await using var context = await Stage.NewContextAsync();
        var page = await context.NewPageAsync();
        var complaints = Look.Complaints(page);
        await page.GotoAsync(new Uri(Stage.Server.Address, path).AbsoluteUri);
        await page.Locator(shows).WaitForAsync();
        // What is below the fold is asked for when it is looked at.
        await page.SetViewportSizeAsync(1400, 5000);
        await Assertions.Expect(page.Locator("main [aria-busy=true]")).ToHaveCountAsync(0);
        await Look.AtAsync(page, name, complaints);
        Assert.That(complaints, Is.Empty);
    }
}
