using Microsoft.Playwright;

namespace Tune.Viewer.Tests;

/// <summary>For people who use no mouse; what others need of a page is looked at with every page.</summary>
internal sealed class AccessibilityTests
{
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
