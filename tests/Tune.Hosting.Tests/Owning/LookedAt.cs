using Tune.Cli;
using Tune.Cli.Catalog;
using Tune.Cli.Shell;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Storage;
using Tune.Testing.Stores;

namespace Tune.Hosting.Tests.Owning;

/// <summary>A store with something of everything that show, best and list tell of, and these commands on it.</summary>
internal sealed class LookedAt : IDisposable
{
    public const int Trials = 450;
    private readonly TempFolder _folder = new();

    public string Store => _folder["store"];

    public ValueTask<FileStore> OpenAsync() => FileStore.OpenAsync(Store, new FileStoreOptions(SchedulerCatalog.All));

    /// <summary>An experiment of more trials than a page of the API has, one with constraints and two objectives, one
    /// that has not reported anything, and one in the recycle bin.</summary>
    public static async Task FillAsync(FileStore store)
    {
        await AddAsync(store, "many",
        [
            Created("many"), new ExperimentEvent.ProgramSeen(At(), Program),
            .. Enumerable.Range(0, Trials).SelectMany(Trial), .. Broken, .. Cloned,
            Acted(new UserAct.Annotate
            {
                Set = TagSet.Empty.Add("team", "a, b").Add("stage", "one\ntwo"), Title = "Mine", Note = "see",
            }),
            Acted(new UserAct.Delete { Trial = new TrialId(3) }),
        ]);
        await AddAsync(store, "two",
        [
            Created("two", spec => spec with
            {
                FurtherObjectives = [new Objective("size", Mode.Min)],
                Constraints = [new MetricConstraint("size") { AtMost = 20 }],
            }),
            .. Enumerable.Range(0, 8).SelectMany(Trial),
        ]);
        await AddAsync(store, "fresh", [Created("fresh"), .. Proposed(0)]);
        await AddAsync(store, "binned", [Created("binned"), .. Trial(0), Acted(new UserAct.Delete())]);
        await AddAsync(store, "ended",
        [
            Created("ended"), .. Trial(0), new ExperimentEvent.Ended(At(9), ExperimentStatus.Stopped, "it's enough"),
        ]);
    }

    /// <summary>Runs a command as from a terminal.</summary>
    public async Task<CommandEnd> RunAsync(string command)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var cli = new CliContext { Book = new ExperimentBook(), Out = output, Error = error, Program = "tune" };
        string[] words = [.. command.Split('|', StringSplitOptions.TrimEntries), "--store", Store];
        var code = await CliRoot.RunAsync(cli, words);
        return new CommandEnd(code, output.ToString(), error.ToString());
    }

    public void Dispose() => _folder.Dispose();

    private static ProgramRecord Program => new()
    {
        Name = "probe", Version = "1.2", Commit = new string('c', 40), IsDirty = true, Runtime = ".NET", Host = "here",
        Gpus = ["card"],
        Packages = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("Akka", "1.5"),
    };

    private static ExperimentEvent[] Broken =>
    [
        .. Proposed(Trials),
        new ExperimentEvent.AttemptEnded(
            At(3), new TrialId(Trials), new Attempt(1),
            new AttemptOutcome.Failed(FailureKind.Crash, "it's <gone>", "first line\nlast \"line\"")),
        new ExperimentEvent.TrialEnded(At(4), new TrialId(Trials), TrialStatus.Errored, "no retries"),
    ];

    // Its best result is of another configuration than it has now.
    private static ExperimentEvent[] Cloned =>
    [
        new ExperimentEvent.CheckpointSaved(
            At(5), new TrialId(1), new Attempt(1), new CheckpointRef(new string('a', 64), 12, 2)),
        new ExperimentEvent.Decided(
            At(5), new TrialId(1), new Attempt(1), 2, 2,
            new Decision.CloneFrom(
                new TrialId(0), new CheckpointRef(new string('0', 64), 1, 2), Configuration.Of(("x", 1.0))), 0),
    ];

    private static ExperimentEvent.Created Created(string name, Func<ExperimentSpec, ExperimentSpec>? with = null)
    {
        var spec = new ExperimentSpec
        {
            Name = name, Trainable = "some",
            Space = new SearchSpace().Uniform("x", 0, 1).Integer("n", 1, 9).Choice("kind", "a", "b"),
            Objective = new Objective("acc", Mode.Max), Trials = 900,
            Searcher = new RandomSearchOptions(), Scheduler = new FifoOptions(),
        };
        return new ExperimentEvent.Created(At(), with?.Invoke(spec) ?? spec);
    }

    private static ExperimentEvent[] Proposed(int trial) =>
    [
        new ExperimentEvent.TrialProposed(
            At(1), new TrialId(trial),
            Configuration.Of(("x", trial / 1000.0), ("n", trial % 9L), ("kind", "a"), ("on", true))),
        new ExperimentEvent.AttemptStarted(
            At(2), new TrialId(trial), new Attempt(1), Allocation.On("node", trial % 64), null),
    ];

    // Every fifth trial has a result that no order can place.
    private static ExperimentEvent[] Trial(int trial) =>
    [
        .. Proposed(trial),
        .. Enumerable.Range(1, 2).Select(iteration => new ExperimentEvent.Reported(
            At(iteration + (trial * 0.0000137)), new TrialId(trial), new Attempt(1), iteration, iteration,
            MetricSet.Of(
                ("acc", trial % 5 == 4 ? double.NaN : (trial * 37 % 101 / 101.0) + iteration),
                ("size", 7.5 * (trial % 8)), ("none", double.PositiveInfinity)))),
    ];

    private static ExperimentEvent.Acted Acted(UserAct act) =>
        new(At(8), act, new ActedBy("ann", "test"));

    private static Moment At(double seconds = 0)
    {
        var ticks = (long)(seconds * TimeSpan.TicksPerSecond);
        return new Moment(638_000_000_000_000_000 + ticks, ticks);
    }

    private static async Task AddAsync(FileStore store, string name, ExperimentEvent[] events)
    {
        await using var journal = await store.OpenJournalAsync(name);
        await journal.AppendAsync(0, events);
    }
}
