using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Tune.Viewer.Tests;

/// <summary>A link shows what its sender saw, in as many tabs as one likes.</summary>
internal sealed class ViewTests
{
    [Test]
    public async Task Link_ToAView_ShowsItAgain()
    {
        var page = await Stage.OpenAsync(Stage.Context, $"/e/{Showcase.Ended}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Log y" }).ClickAsync();
        await page.GetByLabel("Metric").SelectOptionAsync("loss");
        await page.GetByLabel("Along").SelectOptionAsync("time");
        await page.GetByTitle("Best accuracy: sort").ClickAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "Filter by status" })
            .GetByRole(AriaRole.Button, new() { NameRegex = new("stopped") }).ClickAsync();
        await page.Keyboard.PressAsync("t");
        var first = await FirstRowAsync(page);

        var other = await Stage.OpenAsync(Stage.Context, new Uri(page.Url).PathAndQuery);

        Assert.That(await FirstRowAsync(other), Is.EqualTo(first));
        await Assertions.Expect(other.GetByRole(AriaRole.Button, new() { Name = "Log y" }))
            .ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(other.GetByLabel("Metric")).ToHaveValueAsync("loss");
        await Assertions.Expect(other.GetByLabel("Along")).ToHaveValueAsync("time");
        await Assertions.Expect(other.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Task.WhenAll(page.CloseAsync(), other.CloseAsync());
    }

    [Test]
    public async Task Link_WithEverythingSet_ShowsItAgainAndIsKept()
    {
        const string query = "?theme=dark&x=time&ylog=1&smooth=0.5&cxlog=1&cylog=1&metric=loss"
            + "&sort=params.hidden&desc=1&status=Completed,Stopped&where=best+%3E+0.2&group=params.activation"
            + "&varying=1&pin=params.hidden&cols=number,status,best,params.hidden,params.activation"
            + "&picked=1,5-9&events=decision";
        var page = await Stage.OpenAsync(Stage.Context, $"/e/{Showcase.Ended}{query}");

        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Assertions.Expect(page.GetByLabel("Along")).ToHaveValueAsync("time");
        await Assertions.Expect(page.GetByLabel("Smoothing")).ToHaveValueAsync("0.5");
        await Assertions.Expect(page.GetByLabel("Metric")).ToHaveValueAsync("loss");
        foreach (var name in (string[])["Log", "Log x", "Log y", "Only varying"])
        {
            await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }))
                .ToHaveAttributeAsync("aria-pressed", "true");
        }

        await Assertions.Expect(page.GetByLabel("Search trials")).ToHaveValueAsync("best > 0.2");
        await Assertions.Expect(page.Locator(".groups")).ToContainTextAsync("gelu");
        await Assertions.Expect(page.Locator("[role=columnheader][aria-sort=descending]")).ToHaveTextAsync("hidden");
        await Assertions.Expect(page.Locator(".selection")).ToContainTextAsync("6 selected");
        await Assertions.Expect(page.Locator("[aria-rowindex='2']:not([data-waits])")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("Which events")).ToHaveValueAsync("decision");
        Assert.That(new Uri(page.Url).Query, Is.EqualTo(query));
        await page.CloseAsync();
    }

    [Test]
    public async Task Tabs_NineAtOnce_AreAllLive()
    {
        await using var context = await Stage.NewContextAsync();
        var pages = new List<IPage>();
        for (var i = 0; i < 9; i++)
        {
            pages.Add(await Stage.OpenAsync(context, $"/e/{Showcase.Going}"));
        }

        foreach (var page in pages)
        {
            await page.Locator(".grid-body .grid-row >> nth=5").WaitForAsync();
            Assert.That(await page.EvaluateAsync<string>("document.documentElement.dataset.connection ?? 'answered'"),
                Is.EqualTo("answered"));
        }
    }

    [Test]
    public async Task Feed_WhereNoSocketComesThrough_IsAskedFor()
    {
        await using var context = await Stage.NewContextAsync();
        var sockets = 0;
        await context.RouteWebSocketAsync("**/feed*", socket =>
        {
            sockets++;
            socket.CloseAsync();
        });
        var page = await Stage.OpenAsync(context, $"/e/{Showcase.Going}");

        await page.WaitForRequestAsync(request => request.Url.Contains("/changes?since=", StringComparison.Ordinal)
            && sockets == 2);
        await page.WaitForRequestAsync(request => request.Url.Contains("/changes?since=", StringComparison.Ordinal));

        await Assertions.Expect(page.Locator(".banner")).ToBeHiddenAsync();
        Assert.That(sockets, Is.EqualTo(2));
    }

    [Test]
    public async Task Page_WhileItsDataCome_DoesNotJump()
    {
        await using var context = await Stage.NewContextAsync();
        await context.AddInitScriptAsync("""
            window.moved = 0;
            new PerformanceObserver(list => list.getEntries().forEach(each => { window.moved += each.value; }))
                .observe({ type: "layout-shift", buffered: true });
            """);
        foreach (var path in (string[])["/", $"/e/{Showcase.Ended}", $"/e/{Showcase.Going}/t/3"])
        {
            var page = await Stage.OpenAsync(context, path);
            await page.EvaluateAsync("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))");

            Assert.That(await page.EvaluateAsync<double>("() => window.moved"), Is.LessThan(0.02), path);
        }
    }

    [Test]
    public async Task Names_WithMarkup_AreTextAndNothingElse()
    {
        var page = await Stage.OpenAsync(Stage.Context, "/e/%3Cimg%20src=x%20onerror=alert(1)%3E");

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("<img src=x");
        Assert.That(await page.Locator("main img").CountAsync(), Is.Zero);
        await page.CloseAsync();
    }

    [Test]
    public async Task Name_ThatIsNoText_IsSaidToBeNowhere()
    {
        var page = await Stage.OpenAsync(Stage.Context, "/e/%E0");

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("nothing here");
        await page.CloseAsync();
    }

    [Test]
    public async Task Links_AfterTheThemeWasChanged_KeepIt()
    {
        var page = await Stage.OpenAsync(Stage.Context, "/");
        await page.Keyboard.PressAsync("t");

        await Assertions.Expect(page.Locator("a.list-link").First)
            .ToHaveAttributeAsync("href", new Regex("theme=dark"));
        await page.CloseAsync();
    }

    [Test]
    public async Task Arrows_OnASlider_MoveTheSliderAlone()
    {
        var page = await Stage.OpenAsync(Stage.Context, $"/e/{Showcase.Ended}");
        var slider = page.GetByLabel("Smoothing");
        await slider.FocusAsync();
        await page.Keyboard.PressAsync("ArrowUp");

        await Assertions.Expect(slider).ToHaveValueAsync("0.01");
        await Assertions.Expect(slider).ToBeFocusedAsync();
        await page.CloseAsync();
    }

    // The first row of the table, when those have come that the filter lets through: how many, its button says.
    private static async Task<string> FirstRowAsync(IPage page)
    {
        var stopped = int.Parse(await page.Locator(".chip[aria-pressed=true] .number").InnerTextAsync(), null);
        await Assertions.Expect(page.Locator("[role=grid]"))
            .ToHaveAttributeAsync("aria-rowcount", $"{stopped + 1}");
        await page.Locator("[aria-rowindex='2']:not([data-waits])").WaitForAsync();
        return await page.Locator("[role=row][aria-rowindex='2']").InnerTextAsync();
    }
}
