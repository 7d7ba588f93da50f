using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Tune.Viewer.Tests;

/// <summary>The table of trials: what is searched, grouped, shown and marked is in the address.</summary>
internal sealed class TableTests
{
    private const string Path = $"/e/{Showcase.Ended}";

    [Test]
    public async Task Search_ThatHolds_LeavesTheseAndCanBeSaved()
    {
        var page = await Stage.OpenAsync(Stage.Context, Path + "?sort=best&desc=1");
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("params.activation = 'gelu' AND best > 0.5");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("[role=grid]")).Not.ToHaveAttributeAsync("aria-rowcount", "49");
        var rows = await RowsAsync(page);
        Assert.That(new Uri(page.Url).Query, Does.Contain("where=params.activation+%3D+%27gelu%27"));
        foreach (var name in (string[])["CSV", "JSON", "Parquet"])
        {
            Assert.That(
                await page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).GetAttributeAsync("href"),
                Does.Contain("where=params.activation").And.Contain("order=best&descending=true"), name);
        }

        var saved = await page.EvaluateAsync<string>(
            "async () => (await (await fetch(document.querySelector('.export a').href)).text())");
        Assert.That(
            saved.TrimEnd().Split('\n').Skip(1).Select(line => line.Split(',')[0]).Take(rows.Count), Is.EqualTo(rows));
        await page.CloseAsync();
    }

    [Test]
    public async Task Search_ThatCannotBeRead_SaysWhere()
    {
        var page = await Stage.OpenAsync(Stage.Context, Path + "?where=best%20%3E%20%3E");

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("best > >");
        await Assertions.Expect(page.GetByLabel("Search trials")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.CloseAsync();
    }

    [Test]
    public async Task Groups_ByAParameter_LeadToTheirTrials()
    {
        var page = await Stage.OpenAsync(Stage.Context, Path);
        await page.GetByLabel("Group").SelectOptionAsync("params.activation");
        var gelu = page.Locator(".groups tr", new() { HasText = "gelu" });
        var trials = await gelu.Locator("td").First.InnerTextAsync();

        await gelu.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();

        await Assertions.Expect(page.Locator("[role=grid]"))
            .ToHaveAttributeAsync("aria-rowcount", $"{int.Parse(trials, null) + 1}");
        Assert.That(new Uri(page.Url).Query, Does.Contain("group=params.activation"));
        await page.CloseAsync();
    }

    [Test]
    public async Task Columns_ThatArePickedAndPinned_AreInTheLink()
    {
        var page = await Stage.OpenAsync(Stage.Context, Path);
        await page.GetByRole(AriaRole.Button, new() { Name = "Columns…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Filter columns").FillAsync("hidden");
        await Assertions.Expect(dialog.Locator("li:visible")).ToHaveCountAsync(1);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Pin" }).ClickAsync();
        await dialog.GetByLabel("Filter columns").FillAsync("");
        await dialog.GetByLabel("How long its attempts ran").UncheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Only varying" }).ClickAsync();
        var heads = page.Locator("[role=columnheader]");
        string[] expected = ["#", "hidden", "Status", "accuracy"];
        await Assertions.Expect(heads.Nth(1)).ToHaveTextAsync("hidden");

        var other = await Stage.OpenAsync(Stage.Context, new Uri(page.Url).PathAndQuery);

        Assert.That((await other.Locator("[role=columnheader]").AllInnerTextsAsync()).Take(4), Is.EqualTo(expected));
        Assert.That(await other.Locator("[role=columnheader]").AllInnerTextsAsync(), Does.Not.Contain("Duration"));
        await Assertions.Expect(other.Locator("[role=columnheader]").Nth(1)).ToHaveClassAsync(new Regex("pinned"));
        await Task.WhenAll(page.CloseAsync(), other.CloseAsync());
    }

    [Test]
    public async Task Selection_ByKeys_IsComparedAndInTheLink()
    {
        var page = await Stage.OpenAsync(Stage.Context, Path);
        await page.Locator(".grid-body .grid-row >> nth=5").WaitForAsync();
        foreach (var key in (string[])["j", "x", "j", "j", "x", "j", "x", "x"])
        {
            await page.Keyboard.PressAsync(key);
        }

        await Assertions.Expect(page.Locator(".selection")).ToContainTextAsync("2 selected");
        Assert.That(new Uri(page.Url).Query, Is.EqualTo("?picked=0,2"));
        var other = await Stage.OpenAsync(Stage.Context, new Uri(page.Url).PathAndQuery);
        await Assertions.Expect(other.GetByLabel("Select trial 2", new() { Exact = true })).ToBeCheckedAsync();
        await Stage.PictureAsync(other, "selection");
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Compare the selected trials");
        await page.Keyboard.PressAsync("Escape");

        await page.Keyboard.PressAsync("c");

        await page.WaitForURLAsync($"**{Path}/compare?trials=0,2");
        await Task.WhenAll(page.CloseAsync(), other.CloseAsync());
    }

    [Test]
    public async Task Selection_WithShift_TakesAllBetween()
    {
        var page = await Stage.OpenAsync(Stage.Context, Path + "?sort=best&desc=1");
        await page.Locator(".grid-body .grid-row >> nth=5").WaitForAsync();
        var rows = await RowsAsync(page);
        await page.GetByLabel($"Select trial {rows[0]}", new() { Exact = true }).ClickAsync(new() { Force = true });
        await page.GetByLabel($"Select trial {rows[4]}", new() { Exact = true })
            .ClickAsync(new() { Force = true, Modifiers = [KeyboardModifier.Shift] });

        await Assertions.Expect(page.Locator(".selection")).ToContainTextAsync("5 selected");
        await page.Locator(".selection").GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await Assertions.Expect(page.Locator(".selection")).ToBeHiddenAsync();
        await page.CloseAsync();
    }

    [Test]
    public async Task Selection_WhileTrialsReport_Stays()
    {
        var page = await Stage.OpenAsync(Stage.Context, $"/e/{Showcase.Going}?picked=1,4");

        await Assertions.Expect(page.GetByLabel("Select trial 4", new() { Exact = true })).ToBeCheckedAsync();
        await page.GetByTitle("Best accuracy: sort").ClickAsync();
        await Assertions.Expect(page.GetByLabel("Select trial 4", new() { Exact = true })).ToBeCheckedAsync();
        await Assertions.Expect(page.Locator("[aria-selected=true]")).ToHaveCountAsync(2);
        await page.CloseAsync();
    }

    [Test]
    public async Task Table_OfWhatWasBrushedInInsight_IsThese()
    {
        var page = await Stage.OpenAsync(Stage.Context, $"{Path}/insight?cut=activation:0,1&best=50");
        var said = Regex.Match(await page.Locator(".page-head .why").InnerTextAsync(), @"^(\d+) of").Groups[1].Value;

        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("table", RegexOptions.IgnoreCase) }).ClickAsync();

        await page.WaitForURLAsync($"**{Path}?where=*");
        await Assertions.Expect(page.GetByLabel("Search trials")).Not.ToHaveValueAsync("");
        await Assertions.Expect(page.Locator("[role=grid]"))
            .ToHaveAttributeAsync("aria-rowcount", $"{int.Parse(said, null) + 1}");
        await page.CloseAsync();
    }

    // The numbers of the trials that are shown, from above.
    private static async Task<List<string>> RowsAsync(IPage page)
    {
        await page.Locator("[aria-rowindex='2']:not([data-waits])").WaitForAsync();
        return [.. await page.Locator(".grid-body").EvaluateAsync<string[]>("""
            body => [...body.children].filter(row => !row.hidden)
                .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex).map(row => row.querySelector("a").textContent)
            """)];
    }
}
