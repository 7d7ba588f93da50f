using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Hosting.Results;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Places;

/// <summary>Where a host keeps its store, its work and its logs.</summary>
internal sealed class HostPlaceTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    internal sealed record PointConfig([Uniform(0, 1)] double X);

    [Test]
    public async Task Fit_InMemory_RunsToItsEndAndLeavesNoFolderOfThatName()
    {
        await using var host = await StartAsync(new TuneHostOptions { Store = "memory:" });

        var results = await host.FitAsync(Point());

        Assert.That(results, Has.Count.EqualTo(3));
        Assert.That(results.Experiment.Reports, Is.EqualTo(3));
        Assert.That(Directory.Exists(host.Location), Is.False);
    }

    [Test]
    public async Task Ask_InMemory_GivesTrialsAndResults()
    {
        await using var loop = await TuneLoop.OpenAsync(Point(), "memory:", _ => { });
        while (await loop.AskAsync() is { } trial)
        {
            await trial.ReportAsync(("loss", 1.0));
            await trial.CompleteAsync();
        }

        Assert.That((await loop.ResultsAsync()).Count, Is.EqualTo(3));
    }

    [TestCase("")]
    [TestCase("file:")]
    public async Task Fit_WithAFolderForWork_WorksThereAndLeavesItEmpty(string scheme)
    {
        var (store, work) = (Path.Combine(_folder, "store"), Path.Combine(_folder, "work"));
        var seen = 0;
        await using (var host = await StartAsync(new TuneHostOptions { Store = scheme + store, WorkFolder = work }))
        {
            var results = await host.FitAsync(Point(() => seen += Directory.GetDirectories(work).Length));
            Assert.That(results.Experiment.Reports, Is.EqualTo(3));
        }

        Assert.That(seen, Is.EqualTo(3), "one folder, of this store, at each report");
        Assert.That(Directory.Exists(work) ? Directory.GetFileSystemEntries(work) : [], Is.Empty);
        Assert.That(Directory.Exists(Path.Combine(store, "work")), Is.False);
    }

    [Test]
    public void Start_AtAnAddressThatNobodyKnows_ListsWhatIsKnownAndMakesNothing()
    {
        Assert.That(
            () => StartAsync(new TuneHostOptions { Store = "etcd://host/x" }),
            Throws.TypeOf<StorageException>().With.Message.Contains("'etcd:'").And.Message.Contains("memory:")
                .And.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.Refused));
        Assert.That(Directory.Exists("etcd:"), Is.False);
    }

    private static Task<TuneHost> StartAsync(TuneHostOptions options) =>
        TuneHost.StartAsync(options with { Slots = 1, Notice = _ => { } });

    private static Tuner<PointConfig> Point(Action? at = null) => new(
        "point", Trainable.Function<PointConfig>("point", async (context, config) =>
        {
            at?.Invoke();
            await context.ReportAsync(("loss", config.X));
        }) with { Isolation = Isolation.Thread })
    {
        Metric = "loss", Mode = Mode.Min, Trials = 3,
    };
}
