using Microsoft.Playwright;

namespace Tune.Viewer.Tests;

/// <summary>Every dialog that acts, as pages are: in both themes and at both widths.</summary>
internal sealed class DialogTests
{
    [TestCase("pause", $"/e/{Showcase.Going}", "Pause…")]
    [TestCase("extend", $"/e/{Showcase.Going}", "Extend…")]
    [TestCase("trial", $"/e/{Showcase.Traded}", "New trial…")]
    [TestCase("clone", $"/e/{Showcase.Going}/t/3", "Clone & edit…")]
    [TestCase("submit", "/", "New experiment…")]
    [TestCase("clone-experiment", $"/e/{Showcase.Ended}", "Clone & edit…")]
    [TestCase("delete", $"/e/{Showcase.Going}", "Delete…")]
    public async Task Dialog_InBothThemesAndWidths_FitsAndComplainsOfNothing(string name, string path, string opens)
    {
        await using var context = await Stage.NewContextAsync();
        var page = await context.NewPageAsync();
        var complaints = Look.Complaints(page);
        await page.GotoAsync(new Uri(Stage.Server.Address, path).AbsoluteUri);
        await page.Locator("main:not([aria-busy])").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = opens, Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await Look.AtAsync(page, $"act-{name}", complaints, whole: false);
        Assert.That(complaints, Is.Empty);
    }
}
