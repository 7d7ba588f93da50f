using Microsoft.Playwright;
using Tune.Hosting;
using Tune.Server;
using Tune.Server.Access;

namespace Tune.Viewer.Tests;

/// <summary>What happens is seen as it happens, and what is asked for is done.</summary>
internal sealed class LiveTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Sweep_ThatIsStoppedOnThePage_StopsAndThePageSaysSo()
    {
        var showcase = new Showcase();
        await using var host = await TuneHost.StartAsync(
            new TuneHostOptions { Store = "memory:", Slots = 2, Notice = _ => { } });
        await using var server = await TuneViewer.StartAsync(host, new TuneServerOptions { Port = 0 });
        var sweep = host.FitAsync(showcase.ThatGoesOn("short", 2));
        await showcase.Runs.WaitAsync(s_patience);
        await using var context = await Stage.NewContextAsync(server: server);
        var trial = await Stage.OpenAsync(context, "/e/short/t/1", server);
        await trial.GetByRole(AriaRole.Button, new() { Name = "Stop…" }).ClickAsync();
        await trial.GetByRole(AriaRole.Button, new() { Name = "Stop the trial" }).ClickAsync();
        await Assertions.Expect(trial.Locator(".page-head .state")).ToContainTextAsync("stopped");

        var page = await Stage.OpenAsync(context, "/e/short", server);
        await Assertions.Expect(page.Locator(".page-head .state")).ToContainTextAsync("active");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop…" }).ClickAsync();
        await Stage.PictureAsync(page, "confirm");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop the experiment" }).ClickAsync();

        await Assertions.Expect(page.Locator(".page-head .state")).ToContainTextAsync("stopped");
        await sweep.WaitAsync(s_patience);
        await Assertions.Expect(page.Locator("[role=gridcell] .state").First).Not.ToContainTextAsync("running");
    }

    [Test]
    public async Task Report_OfARunningTrial_IsSeenWithoutALoad()
    {
        var showcase = new Showcase();
        await using var host = await TuneHost.StartAsync(
            new TuneHostOptions { Store = "memory:", Slots = 1, Notice = _ => { } });
        await using var server = await TuneViewer.StartAsync(host, new TuneServerOptions { Port = 0 });
        var sweep = host.FitAsync(showcase.ThatGoesOn("one", 1));
        await showcase.Runs.WaitAsync(s_patience);
        await using var context = await Stage.NewContextAsync(server: server);
        var page = await Stage.OpenAsync(context, "/e/one", server);
        var list = await Stage.OpenAsync(context, "/", server);
        await Assertions.Expect(page.Locator(".stat", new() { HasText = "Reports" })).ToContainTextAsync("12");

        showcase.LetGo();
        await sweep.WaitAsync(s_patience);

        await Assertions.Expect(page.Locator(".stat", new() { HasText = "Reports" })).ToContainTextAsync("40");
        await Assertions.Expect(page.Locator(".page-head .state")).ToContainTextAsync("finished");
        await Assertions.Expect(page.Locator("[role=gridcell] .state").First).ToContainTextAsync("completed");
        await Assertions.Expect(list.Locator("tbody .state")).ToContainTextAsync("finished");
    }

    [Test]
    public async Task Server_ThatGoesAndComesBack_IsSaidAndGoneOnWith()
    {
        var options = new TuneServerOptions { Port = 0, Authorize = _ => TuneRole.Viewer };
        var server = await TuneViewer.StartAsync(Stage.Host, options);
        await using var door = new Door(server.Address);
        await using var context = await Stage.NewContextAsync(server: server);
        var page = await Stage.OpenAsync(context, $"/e/{Showcase.Going}", door.Address);
        var banner = page.Locator(".banner");
        await Assertions.Expect(banner).ToBeHiddenAsync();

        door.Shut();
        await server.DisposeAsync();
        await Assertions.Expect(banner).ToContainTextAsync("does not answer. What you see is as of the last update.");
        await Assertions.Expect(banner).ToContainTextAsync("s ago");
        await Assertions.Expect(page.Locator("[role=gridcell] .state").First).ToBeVisibleAsync();
        await Stage.PictureAsync(page, "gone");

        await using var back = await TuneViewer.StartAsync(Stage.Host, options);
        door.LeadTo(back.Address);
        await Assertions.Expect(banner).ToBeHiddenAsync();
    }

    [Test]
    public async Task Server_StartedAnew_IsSaidToNeedALink()
    {
        var server = await TuneViewer.StartAsync(Stage.Host, new TuneServerOptions { Port = 0 });
        await using var door = new Door(server.Address);
        await using var context = await Stage.NewContextAsync(server: server);
        var page = await Stage.OpenAsync(context, "/", door.Address);

        door.Shut();
        await server.DisposeAsync();
        await using var back = await TuneViewer.StartAsync(Stage.Host, new TuneServerOptions { Port = 0 });
        door.LeadTo(back.Address);

        await Assertions.Expect(page.Locator(".banner")).ToContainTextAsync("open the link it prints");
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToContainTextAsync("opens with a link");
    }
}
