using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Tune.Viewer.Tests;

/// <summary>For people who do not see the screen, or use no mouse.</summary>
internal sealed class AccessibilityTests
{
    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task Pages_ToAxe_AreClean(ColorScheme theme)
    {
        await using var context = await Stage.NewContextAsync(theme: theme);
        foreach (var path in (string[])["/", $"/e/{Showcase.Going}", $"/e/{Showcase.Broken}/t/0"])
        {
            var page = await Stage.OpenAsync(context, path);

            var result = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });

            Assert.That(
                from violation in result.Violations
                from node in violation.Nodes
                select $"{violation.Id}: {node.Html} {node.Any.FirstOrDefault()?.Message}",
                Is.Empty, path);
            await page.CloseAsync();
        }
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
