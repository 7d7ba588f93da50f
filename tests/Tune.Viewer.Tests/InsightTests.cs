using System.Text.Json;
using Microsoft.Playwright;

namespace Tune.Viewer.Tests;

/// <summary>What the trials say about the parameters.</summary>
internal sealed class InsightTests
{
    private const string Path = $"/e/{Showcase.Ended}/insight";

    [Test]
    public async Task Drag_AlongAnAxis_ChoosesTrialsThatTheTableFindsAsWell()
    {
        var page = await OpenAsync(Path);
        var axes = (await page.Locator(".parallel").BoundingBoxAsync())!;

        await page.Mouse.MoveAsync(axes.X + 56, axes.Y + 60);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(axes.X + 58, axes.Y + 220, new() { Steps = 3 });
        await page.Mouse.UpAsync();

        await Assertions.Expect(page.Locator(".why")).ToContainTextAsync("chosen");
        Assert.That(new Uri(page.Url).Query, Does.Contain("cut=optimizer"));
        await AgreesAsync(page, await ChosenAsync(page));
        await page.Keyboard.PressAsync("c");
        await Assertions.Expect(page.Locator(".why")).ToHaveTextAsync("48 trials");
        await page.CloseAsync();
    }

    [Test]
    public async Task Choice_ByKeysAlone_IsInTheLink()
    {
        var page = await OpenAsync(Path);
        await page.GetByRole(AriaRole.Button, new() { Name = "activation" }).PressAsync("Enter");
        await page.GetByRole(AriaRole.Dialog).GetByLabel("tanh").UncheckAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("gelu").UncheckAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "optimizer/lr" }).PressAsync("Enter");
        await page.GetByRole(AriaRole.Dialog).GetByLabel("From").FillAsync("0.001");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("Only the best").FillAsync("80");
        var chosen = await ChosenAsync(page);

        var other = await OpenAsync(new Uri(page.Url).PathAndQuery);

        Assert.That(await ChosenAsync(other), Is.EqualTo(chosen).And.InRange(1, 47));
        await AgreesAsync(other, chosen);
        await Task.WhenAll(page.CloseAsync(), other.CloseAsync());
    }

    [Test]
    public async Task Front_OfTwoObjectives_IsShown()
    {
        var page = await OpenAsync($"/e/{Showcase.Traded}/insight");

        await Assertions.Expect(page.Locator(".card", new() { HasText = "Pareto front" }).Locator("[data-drawn='120']"))
            .ToHaveCountAsync(1);
        await page.GetByLabel("Method").SelectOptionAsync("fanova");
        await Assertions.Expect(page.Locator(".card", new() { HasText = "Importance" }).First)
            .ToContainTextAsync("fANOVA of 120 trials");
        Assert.That(page.Url, Does.EndWith("?method=fanova"));
        await page.CloseAsync();
    }

    [Test]
    public async Task Page_WithoutResultsAndWithMarkupInNames_TeachesAndShowsText()
    {
        await using var context = await Stage.NewContextAsync();
        var places = "null";
        await context.RouteAsync("**/insight", route => route.Request.ResourceType != "fetch" ? route.ContinueAsync()
            : route.FulfillAsync(new()
            {
                ContentType = "application/json",
                Body = $$"""
                    {"position":1,"total":1,"trials":[0],"places":[{{places}}],"front":[],"settings":[[0.5]],
                    "values":[[{{places}}]],"objectives":[{"metric":"<img src=x onerror=alert(1)>","mode":"Max"}],
                    "parameters":[{"name":"<script>","allowed":"","low":0,"high":1,"log":false,"whole":false}]}
                    """,
            }));
        var page = await OpenAsync(context, Path);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Nothing to look into yet");
        places = "0";
        await page.ReloadAsync();

        await Assertions.Expect(page.Locator(".axis-name").First).ToHaveTextAsync("<script>");
        Assert.That(await page.Locator("main img, main script").CountAsync(), Is.Zero);
    }

    private static Task<IPage> OpenAsync(string path) => OpenAsync(Stage.Context, path);

    private static async Task<IPage> OpenAsync(IBrowserContext context, string path)
    {
        var page = await Stage.OpenAsync(context, path);
        await page.Locator(".page-insight").WaitForAsync();
        return page;
    }

    private static async Task<int> ChosenAsync(IPage page) =>
        int.Parse((await page.Locator(".why").InnerTextAsync()).Split(' ')[0], null);

    // The link to the table asks for the same trials in the search language.
    private static async Task AgreesAsync(IPage page, int chosen)
    {
        var link = await page.GetByRole(AriaRole.Link, new() { Name = "Open in the table" }).GetAttributeAsync("href");
        Assert.That(link, Does.Contain("?where="));
        var path = $"/api/v1/experiments/{Showcase.Ended}/trials{link![link!.IndexOf('?')..]}";
        var answer = await page.APIRequest.GetAsync(new Uri(Stage.Server.Address, path).AbsoluteUri);
        var list = JsonDocument.Parse(await answer.TextAsync()).RootElement;
        Assert.That(list.GetProperty("total").GetInt32(), Is.EqualTo(chosen));
    }
}
