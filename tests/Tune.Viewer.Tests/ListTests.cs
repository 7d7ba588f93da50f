using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tune.Hosting;
using Tune.Server;
using Tune.Server.Acting;
using Tune.Storage.InMemory;
using Tune.Testing.Stores;

namespace Tune.Viewer.Tests;

/// <summary>All experiments at a glance.</summary>
internal sealed class ListTests
{
    private const int Many = 200;

    [Test]
    public async Task List_OfManyExperiments_AsksForTheLinesThatAreSeen()
    {
        await using var store = new MemoryStore();
        for (var i = 0; i < Many; i++)
        {
            await using var journal = await store.OpenJournalAsync($"sweep-{i:000}");
            await journal.AppendAsync(
                0,
                [
                    .. Some.Beginning($"sweep-{i:000}", 3), .. Some.Report(0, 1, ("acc", 0.1)),
                    .. Some.Report(2, 1, ("acc", i)),
                ]);
        }

        await using var server = await TuneViewer.StartAsync(
            new Served(store, Acts: null), new TuneServerOptions { Port = 0 });
        await using var context = await Stage.NewContextAsync(server: server);
        var asked = new HashSet<string>();
        var page = await context.NewPageAsync();
        page.Request += (_, request) => asked.UnionWith(
            request.Url.Contains("/sparks?", StringComparison.Ordinal)
                ? Regex.Matches(request.Url, "experiment=([^&]+)").Select(match => match.Groups[1].Value) : []);
        await page.GotoAsync(server.Address.AbsoluteUri);

        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(Many);
        await Assertions.Expect(page.Locator("tbody tr").First.Locator(".spark-line"))
            .ToHaveAttributeAsync("d", new Regex("^M.*H"));
        Assert.That(asked, Has.Count.InRange(1, 40));
        Assert.That(asked, Does.Not.Contain("sweep-199").And.Not.Contain("sweep-150"));

        await page.Locator("tbody tr").Last.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(page.Locator("tbody tr").Last.Locator(".spark"))
            .ToHaveAttributeAsync("aria-label", new Regex("best so far"));
    }

    [Test]
    public async Task Line_OfASweepThatGoesOn_GrowsByItself()
    {
        await using var host = await TuneHost.StartAsync(
            new TuneHostOptions { Store = "memory:", Slots = 2, Notice = _ => { } });
        await using var server = await TuneViewer.StartAsync(host, new TuneServerOptions { Port = 0 });
        await host.FitAsync(Showcase.ThatTrades() with { Trials = 3 });
        await using var context = await Stage.NewContextAsync(server: server);
        var page = await Stage.OpenAsync(context, "/", server);
        var line = page.Locator(".spark-line");
        await Assertions.Expect(line).ToHaveAttributeAsync("d", new Regex("^M"));
        var before = await line.GetAttributeAsync("d");

        await host.FitAsync(Showcase.ThatTrades() with { Trials = 40 });

        await Assertions.Expect(line).Not.ToHaveAttributeAsync("d", before!);
    }

    [Test]
    public async Task List_OfAState_IsInTheAddress()
    {
        var page = await Stage.OpenAsync(Stage.Context, "/");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^failed") }).ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);

        var other = await Stage.OpenAsync(Stage.Context, new Uri(page.Url).PathAndQuery);

        Assert.That(new Uri(page.Url).Query, Is.EqualTo("?state=failed"));
        await Assertions.Expect(other.Locator("tbody a.list-link")).ToHaveTextAsync(Showcase.Broken);
        await Assertions.Expect(other.Locator("tbody .row-why")).ToContainTextAsync("does not fit");
        await Task.WhenAll(page.CloseAsync(), other.CloseAsync());
    }
}
