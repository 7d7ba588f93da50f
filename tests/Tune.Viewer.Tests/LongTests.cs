using Microsoft.Playwright;
using Tune.Server;
using Tune.Server.Acting;
using Tune.Storage.InMemory;
using Tune.Testing.Stores;

namespace Tune.Viewer.Tests;

/// <summary>A store without anything, and one with many trials.</summary>
internal sealed class LongTests
{
    private const int Trials = 1000;
    private MemoryStore _store = null!;
    private TuneServer _server = null!;
    private IBrowserContext _context = null!;

    [SetUp]
    public async Task Start()
    {
        _store = new MemoryStore();
        _server = await TuneViewer.StartAsync(new Served(_store, Acts: null), new TuneServerOptions { Port = 0 });
        _context = await Stage.NewContextAsync(server: _server);
    }

    [TearDown]
    public async Task End()
    {
        await _context.DisposeAsync();
        await _server.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Test]
    public async Task List_OfNothing_SaysWhatToDo()
    {
        var page = await Stage.OpenAsync(_context, "/", _server);

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("dotnet run -c Release -- NAME");
        await Stage.PictureAsync(page, "empty");
    }

    [Test]
    public async Task Table_OfManyTrials_HoldsOnlyTheRowsThatAreSeen()
    {
        await using var journal = await _store.OpenJournalAsync("many");
        await journal.AppendAsync(0, [.. Some.Beginning("many", Trials)]);
        await journal.AppendAsync(
            journal.Count, [.. Enumerable.Range(0, Trials).SelectMany(trial => Some.Report(trial, 1, ("acc", trial)))]);
        var page = await Stage.OpenAsync(_context, "/e/many?sort=best&desc=1", _server);
        await Assertions.Expect(page.Locator("[aria-rowindex='2']")).ToContainTextAsync("999");

        await page.Locator("[role=grid]").EvaluateAsync("grid => grid.scrollTo(0, grid.scrollHeight)");

        await Assertions.Expect(page.Locator("[aria-rowindex='1001'] a")).ToHaveTextAsync("0");
        Assert.That(await page.Locator(".grid-body .grid-row").CountAsync(), Is.LessThan(60));
        await Assertions.Expect(page.Locator("[role=grid]")).ToHaveAttributeAsync("aria-rowcount", "1001");
    }
}
