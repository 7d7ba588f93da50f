using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Tune.Viewer.Tests;

/// <summary>For people who do not see the screen, or use no mouse.</summary>
internal sealed class AccessibilityTests
{
    private static readonly AxeRunOptions s_all = new() { ResultTypes = [ResultType.Violations] };
    private static readonly AxeRunOptions s_contrast = new() { RunOnly = RunOnlyOptions.Rules("color-contrast") };

    [TestCase("/")]
    [TestCase($"/e/{Showcase.Going}")]
    [TestCase($"/e/{Showcase.Ended}/compare?group=activation")]
    [TestCase($"/e/{Showcase.Traded}/insight?best=50&cut=lr:0.0001..0.1")]
    [TestCase($"/e/{Showcase.Broken}/t/0")]
    public async Task Page_InBothThemes_IsCleanToAxe(string path)
    {
        var page = await Stage.OpenAsync(Stage.Context, path);

        var light = await page.RunAxe(s_all);
        await page.Keyboard.PressAsync("t");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        var dark = await page.RunAxe(s_contrast);

        Assert.That(light.Passes.Concat(light.Violations), Is.Not.Empty);
        Assert.That(
            from violation in light.Violations.Concat(dark.Violations)
            from node in violation.Nodes
            select $"{violation.Id}: {node.Html} {node.Any.FirstOrDefault()?.Message}",
            Is.Empty);
        await page.CloseAsync();
    }

    [Test]
    public async Task Keys_Alone_LeadThroughEverything()
    {
        var page = await Stage.OpenAsync(Stage.Context, "/");
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("digits");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync($"**/e/{Showcase.Ended}");
        await page.Locator("[role=grid] [role=row] >> nth=3").WaitForAsync();

        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Next trial");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/t/1");
        await page.Locator("main:not([aria-busy])").WaitForAsync();
        await page.Keyboard.PressAsync("j");
        await page.WaitForURLAsync("**/t/2");
        await page.Locator("main:not([aria-busy])").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.WaitForURLAsync($"**/e/{Showcase.Ended}");
        await page.Locator("main:not([aria-busy])").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.WaitForURLAsync(Stage.Server.Address.AbsoluteUri);
        await page.CloseAsync();
    }
}
