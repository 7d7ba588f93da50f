using Microsoft.Playwright;

namespace Tune.Viewer.Tests;

/// <summary>Trials over each other.</summary>
internal sealed class CompareTests
{
    private const string Path = $"/e/{Showcase.Ended}/compare";

    [Test]
    public async Task Link_ToAComparison_ShowsItAgain()
    {
        var page = await Stage.OpenAsync(Stage.Context, Path + "?trials=1,5");
        await page.Keyboard.PressAsync("a");
        await page.Keyboard.TypeAsync("9-11");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take trial 10 out" }).ClickAsync();
        await page.GetByLabel("Along").SelectOptionAsync("relative");
        await page.GetByLabel("Group").SelectOptionAsync("activation");
        await page.GetByLabel("Band", new() { Exact = true }).SelectOptionAsync("spread");
        await page.GetByRole(AriaRole.Button, new() { Name = "seconds", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".chart[data-drawn]")).ToHaveCountAsync(2);

        var other = await Stage.OpenAsync(Stage.Context, new Uri(page.Url).PathAndQuery);

        Assert.That(
            new Uri(other.Url).Query,
            Is.EqualTo("?trials=1,5,9,11&x=relative&group=activation&band=spread&metric=accuracy,loss"));
        await Assertions.Expect(other.Locator(".chart[data-drawn]")).ToHaveCountAsync(2);
        await Assertions.Expect(other.GetByLabel("Along")).ToHaveValueAsync("relative");
        await Assertions.Expect(other.GetByLabel("Group")).ToHaveValueAsync("activation");
        await Assertions.Expect(other.Locator(".picked"))
            .ToHaveTextAsync(await page.Locator(".picked").TextContentAsync() ?? "");
        await Task.WhenAll(page.CloseAsync(), other.CloseAsync());
    }

    [Test]
    public async Task Cursor_OverOneChart_IsInAllOfThem()
    {
        var page = await Stage.OpenAsync(Stage.Context, Path + "?trials=1,5");
        await page.Locator(".chart[data-drawn='2'] >> nth=2").WaitForAsync();

        await page.Locator(".chart >> nth=0").HoverAsync();

        await Assertions.Expect(page.Locator(".bubble-table:visible")).ToHaveCountAsync(3);
        var said = await page.Locator(".bubble-table > strong").AllInnerTextsAsync();
        Assert.That(said.Distinct().Single(), Does.StartWith("Step "));
        await page.CloseAsync();
    }

    [Test]
    public async Task Comparison_WithNothing_SaysHowToBegin()
    {
        var page = await Stage.OpenAsync(Stage.Context, Path + "?trials=1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Nothing to compare yet");
        await page.Keyboard.PressAsync("Escape");
        await page.WaitForURLAsync($"**/e/{Showcase.Ended}");
        await page.CloseAsync();
    }

    [Test]
    public async Task Comparison_OfATrialThatRuns_GoesOn()
    {
        var page = await Stage.OpenAsync(Stage.Context, $"/e/{Showcase.Going}/compare?trials=0-2");

        await Assertions.Expect(page.Locator(".diff tbody")).ToContainTextAsync("running");
        await Assertions.Expect(page.Locator(".chart[data-drawn='3']")).ToHaveCountAsync(3);
        await page.CloseAsync();
    }
}
