using Microsoft.Playwright;

namespace Tune.Viewer.Tests;

/// <summary>What a page shows can be had elsewhere: as a link, a command or C#.</summary>
internal sealed class TakeAlongTests
{
    private IBrowserContext _context = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        _context = await Stage.NewContextAsync();
        await _context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
    }

    [OneTimeTearDown]
    public async Task Close() => await _context.DisposeAsync();

    [TestCase($"/e/{Showcase.Ended}", "dotnet run -c Release -- show digits-cnn")]
    [TestCase(
        $"/e/{Showcase.Ended}?where=best%20%3E%200.5&status=Stopped&sort=best&desc=1",
        "dotnet run -c Release -- show digits-cnn --where '(best > 0.5) AND status IN ('\\''Stopped'\\'')' "
        + "--order best --descending")]
    [TestCase($"/e/{Showcase.Ended}/t/7", "dotnet run -c Release -- show digits-cnn --trial 7")]
    [TestCase(
        $"/e/{Showcase.Ended}/compare?trials=1,5",
        "dotnet run -c Release -- show digits-cnn --where 'trial IN (1, 5)'")]
    public async Task Command_OfAPage_ShowsTheSame(string path, string command) =>
        Assert.That(await CopiedAsync(path, "Command for a terminal"), Is.EqualTo(command));

    [TestCase(
        $"/e/{Showcase.Ended}",
        "var results = await tune.ResultsAsync(\"digits-cnn\");\nConsole.WriteLine(results.Best.BestConfig);")]
    [TestCase(
        $"/e/{Showcase.Ended}?where=params.activation%20%3D%20%22gelu%22",
        "using var client = TuneClient.ForStore(\"./tune-data\");\nvar list = await client.TrialsAsync(\n"
        + "    \"digits-cnn\", where: \"params.activation = \\\"gelu\\\"\");")]
    [TestCase(
        $"/e/{Showcase.Ended}/t/7",
        "var results = await tune.ResultsAsync(\"digits-cnn\");\nvar trial = await results.GetAsync(7);")]
    public async Task Code_OfAPage_GetsTheSame(string path, string code) =>
        Assert.That(await CopiedAsync(path, "C#"), Is.EqualTo(code));

    [Test]
    public async Task Link_OfAPage_IsItsAddress() => Assert.That(
        await CopiedAsync($"/e/{Showcase.Ended}?sort=best", "Link to this view"),
        Is.EqualTo(new Uri(Stage.Server.Address, $"/e/{Showcase.Ended}?sort=best").AbsoluteUri));

    [Test]
    public async Task Menu_ByKeys_OpensMovesAndCloses()
    {
        var page = await Stage.OpenAsync(_context, $"/e/{Showcase.Ended}");
        await page.Locator(".menu summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Link to this view" }))
            .ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Command for a terminal" }))
            .ToBeFocusedAsync();
        await Stage.PictureAsync(page, "copy");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator(".menu summary")).ToBeFocusedAsync();
        Assert.That(page.Url, Does.EndWith(Showcase.Ended));
        await page.CloseAsync();
    }

    private async Task<string> CopiedAsync(string path, string item)
    {
        var page = await Stage.OpenAsync(_context, path);
        await page.Locator(".menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = item, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".menu summary")).ToHaveTextAsync("Copied");
        var copied = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        await page.CloseAsync();
        return copied;
    }
}
