using System.Globalization;
using Tune.Cli;
using Tune.Cli.Catalog;
using Tune.Cli.Commands;
using Tune.Cli.Shell;
using Tune.Clustering.Children;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Hosting.Running;
using Tune.Schedulers;
using Tune.Storage;
using Tune.Storage.InMemory;
using Tune.Trainables;

namespace Tune.Hosting.Tests.AskTell;

/// <summary>Owners keep snapshots when they leave, go on from them, and keep none of a state that is not the
/// journal's.</summary>
internal sealed class OwnerSnapshotTests
{
    private static readonly SpecJson Specs = new(SchedulerCatalog.All);

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    internal sealed record PointConfig([Uniform(0, 1)] double X);

    private static Tuner<PointConfig> Point(int trials) => new("point", TrainAsync)
    {
        Metric = "distance", Mode = Mode.Min, Trials = trials, Seed = 3,
    };

    private static async Task TrainAsync(TrialContext context, PointConfig config) =>
        await context.ReportAsync(("distance", config.X));

    [TestCase(false)]
    [TestCase(true)]
    [CancelAfter(120_000)]
    public async Task Close_AfterManyEvents_KeepsTheStateThatTheJournalMakesAndTheNextGoesOnFromIt(
        bool inCluster, CancellationToken cancellation)
    {
        await GoOnAsync(inCluster, 400, cancellation);
        var first = await CheckAsync(cancellation);
        Assert.That(first.Position, Is.EqualTo(first.Events).And.GreaterThan(SnapshotKeeper.Least));

        // One that had folded everything would keep another when it leaves.
        await GoOnAsync(inCluster, 405, cancellation);
        var second = await CheckAsync(cancellation);
        Assert.That(second.Events, Is.GreaterThan(first.Events));
        Assert.That(second.Position, Is.EqualTo(first.Position));
        Assert.That(await RunAsync(ExitCode.Done), Does.Contain("agrees with the journal"));
    }

    // Where in a step something throws does not matter: it may have been an algorithm that has half taken it in.
    [TestCase(false)]
    [TestCase(true)]
    public async Task Close_AfterAStepThatEndedInTheMiddle_KeepsNone(bool othersFollow)
    {
        await using var store = new MemoryStore();
        var loop = await LoopJournal.OpenAsync(store, Point(400).ToSpec(), CancellationToken.None);
        await TrainAsync(loop, 300);
        Assert.That(
            async () => await loop.TakeAsync(steps => steps.Report(steps.Ask()!.Trial, 1, null!)),
            Throws.TypeOf<NullReferenceException>());
        Assert.That(loop.Loop.IsSound, Is.False);
        if (othersFollow)
        {
            await TrainAsync(loop, 2);
        }

        await loop.DisposeAsync();
        Assert.That(await store.SnapshotAsync("point"), Is.Null);
    }

    [Test]
    public async Task Close_AfterCallsThatWereRefused_KeepsTheStateThatTheJournalMakes()
    {
        await using var store = new MemoryStore();
        var loop = await LoopJournal.OpenAsync(store, Point(400).ToSpec(), CancellationToken.None);
        await TrainAsync(loop, 300);
        await loop.TakeAsync(steps => steps.Report(steps.Ask()!.Trial, 5, MetricSet.Of(("distance", 1))));
        foreach (var (trial, iteration) in new[] { (300, 5), (300, -1), (7, 1), (9000, 1) })
        {
            Assert.That(
                async () => await loop.TakeAsync(steps => steps.Report(
                    new TrialId(trial), iteration, MetricSet.Of(("distance", 1)))),
                Throws.InvalidOperationException);
        }

        Assert.That(
            async () => await loop.TakeAsync<int>(_ => throw new ArgumentException("before anything was done")),
            Throws.ArgumentException);
        Assert.That(loop.Loop.IsSound);
        await loop.DisposeAsync();

        var snapshot = (await store.SnapshotAsync("point"))!;
        var folded = ExperimentMachine.Replay(
            await store.ReadJournalAsync("point").Take((int)snapshot.Position).ToListAsync());
        Assert.That(
            snapshot.Bytes.ToArray(), Is.EqualTo(ExperimentMachine.Snapshot(folded, Specs, BuildDigest.Of)));
    }

    [Test]
    public async Task Doctor_WithASnapshotOfAnotherState_Fails()
    {
        await FillAsync();
        await PutAsync(static (position, early) => new StateSnapshot(position, early));
        Assert.That(await RunAsync(ExitCode.Failed), Does.Contain("does NOT agree with the journal"));
    }

    [Test]
    public async Task Doctor_WithASnapshotOfAnotherVersion_IsDone()
    {
        await FillAsync();
        await PutAsync(static (position, early) => new StateSnapshot(position, early.AsMemory(1)));
        Assert.That(await RunAsync(ExitCode.Done), Does.Contain("is of no use to this program"));
    }

    internal sealed record ForgetfulOptions : SchedulerOptions
    {
        public override IEnumerable<string> Problems(AlgorithmContext context) => [];

        public override IScheduler Create(AlgorithmContext context) => new Forgetful();

        private sealed class Forgetful : IScheduler
        {
            public Decision Judge(in Observation seen) => Decision.Continue.Instance;

            public Proposal Propose(bool mayStartNew) => Proposal.New.Instance;

            public int NextMilestone(TrialId trial, int iteration) => iteration + 1;

            public void Observe(TrialFact fact)
            {
            }
        }
    }

    // What is in the catalogue carries its memory, so the doctor is asked with another catalogue.
    [Test]
    public void Doctor_OfAnAlgorithmThatDoesNotCarryItsMemory_SaysSo()
    {
        var specs = new SpecJson(new AlgorithmCatalog(
            [AlgorithmCatalog.Scheduler<ForgetfulOptions>("forgetful")], [.. SchedulerCatalog.All.Searchers]));
        var spec = Point(9).ToSpec();
        Assert.Multiple(() =>
        {
            Assert.That(
                SnapshotCheck.Impossible(
                    new ExperimentEvent.Created(default, spec with { Scheduler = new ForgetfulOptions() }), specs),
                Does.Contain("no snapshot can be kept").And.Contain("Forgetful does not carry its memory"));
            Assert.That(
                SnapshotCheck.Impossible(new ExperimentEvent.Created(default, spec), Specs), Is.Null);
        });
    }

    private async Task FillAsync()
    {
        await using var loop = await TuneLoop.OpenAsync(Point(9), _folder);
        while (await loop.AskAsync() is { } trial)
        {
            await trial.TellAsync(("distance", trial.Config.X));
        }
    }

    private async Task PutAsync(Func<long, byte[], StateSnapshot> make)
    {
        await using var store = await FileStore.OpenAsync(_folder, new FileStoreOptions(SchedulerCatalog.All));
        await using var journal = await store.OpenJournalAsync("point");
        var events = await journal.ReadAsync().ToListAsync();
        var early = ExperimentMachine.Snapshot(ExperimentMachine.Replay(events.SkipLast(1)), Specs, BuildDigest.Of)!;
        Assert.That(await journal.KeepAsync(make(journal.Count, early)), Is.True);
    }

    private static async Task TrainAsync(LoopJournal loop, int trials)
    {
        for (var i = 0; i < trials; i++)
        {
            await loop.TakeAsync(steps =>
            {
                var trial = steps.Ask()!;
                steps.Report(trial.Trial, 1, MetricSet.Of(("distance", i)));
                steps.Complete(trial.Trial);
                return true;
            });
        }
    }

    private async Task GoOnAsync(bool inCluster, int trials, CancellationToken cancellation)
    {
        if (inCluster)
        {
            await using var host = await TuneHost.StartAsync(
                new TuneHostOptions { Store = _folder, Slots = 4, Notice = _ => { } }, cancellation);
            await host.FitAsync(Point(trials), cancellation);
            return;
        }

        await using var loop = await TuneLoop.OpenAsync(Point(trials), _folder, cancellation: cancellation);
        while (await loop.AskAsync(cancellation) is { } trial)
        {
            await trial.TellAsync(("distance", trial.Config.X));
        }
    }

    private async Task<(long Position, int Events)> CheckAsync(CancellationToken cancellation)
    {
        await using var store = ReadOnlyStore.Open(_folder, new FileStoreOptions(SchedulerCatalog.All));
        var events = await store.ReadJournalAsync("point", cancellation: cancellation).ToListAsync(cancellation);
        var snapshot = (await store.SnapshotAsync("point", cancellation))!;
        Assert.That(snapshot, Is.Not.Null);
        var folded = ExperimentMachine.Replay(events.Take((int)snapshot.Position));
        Assert.That(snapshot.Bytes.ToArray(), Is.EqualTo(ExperimentMachine.Snapshot(folded, Specs, BuildDigest.Of)));
        return (snapshot.Position, events.Count);
    }

    private async Task<string> RunAsync(int expected)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var cli = new CliContext { Book = new ExperimentBook(), Out = output, Error = error, Program = "tune" };
        var code = await CliRoot.RunAsync(cli, ["doctor", "point", "--replay", "--store", _folder]);
        Assert.That(code, Is.EqualTo(expected), $"{output}{error}");
        return output.ToString();
    }
}
