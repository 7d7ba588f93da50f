using System.Collections.Immutable;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.MedianStopping;
using Tune.Schedulers.Pbt;
using Tune.Schedulers.ResourceChanging;
using Tune.Schedulers.Search.Grid;
using Tune.Schedulers.Search.Nsga2;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Search.Tpe;
using Tune.Schedulers.TimeSharing;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Fixtures;

/// <summary>The sweeps that are recorded, by the store they go to.</summary>
internal static class FixturePlans
{
    /// <summary>The store whose owner is killed in the middle.</summary>
    public const string Killed = "killed";

    public static IReadOnlyDictionary<string, FixturePlan[]> All { get; } = new Dictionary<string, FixturePlan[]>
    {
        ["rungs"] = Rungs(),
        ["populations"] = Populations(),
        ["shares"] = Shares(),
        ["goals"] = Goals(),
        ["mishaps"] = Mishaps(),
        ["present"] = Present(),
        [Killed] = CutShort(),
    };

    private static FixturePlan[] Rungs() =>
    [
        new(Spec("asha-stopping", 11) with
        {
            Scheduler = new AshaOptions { MaxIterations = 9, ReductionFactor = 3 },
            Searcher = new TpeOptions { StartupTrials = 5 },
        }),
        new(Spec("asha-promotion", 12) with
        {
            Scheduler = new AshaOptions
            {
                MaxIterations = 9, ReductionFactor = 3, Variant = AshaVariant.Promotion,
            },
        }) { Mishaps = 0.02 },
        new(Spec("hyperband", 13) with
        {
            Scheduler = new HyperBandOptions { MaxIterations = 9 }, Trials = 14,
        }),
    ];

    private static FixturePlan[] Populations() =>
    [
        new(Spec("pbt", 21) with
        {
            Scheduler = new PbtOptions { MaxIterations = 12, Interval = 3 }, Trials = 6,
        }) { IterationsMax = 12 },
        new(Spec("pbt-in-step", 22) with
        {
            Scheduler = new PbtOptions { MaxIterations = 12, Interval = 3, Synchronous = true }, Trials = 6,
        }) { IterationsMax = 12, Mishaps = 0.01 },
    ];

    private static FixturePlan[] Shares() =>
    [
        new(Spec("wide-trials", 31) with
        {
            Scheduler = new ResourceChangingOptions
            {
                Inner = new FifoOptions { MaxIterations = 8 }, Interval = 2,
            },
            Trials = 5,
            Resources = new Resources(2, 1, 1L << 30),
        }) { Slots = 4 },
        new(Spec("turns", 32) with
        {
            Scheduler = new TimeSharingOptions
            {
                Inner = new MedianStoppingOptions { MaxIterations = 8, GracePeriod = 2 }, Turn = 2,
            },
            Trials = 6,
        }),
    ];

    private static FixturePlan[] Goals() =>
    [
        new(Spec("three-objectives", 41) with
        {
            FurtherObjectives = [new Objective("cost", Mode.Min), new Objective("latency", Mode.Min)],
            Constraints = [new MetricConstraint("cost") { AtMost = 48 }],
            Scheduler = new FifoOptions { MaxIterations = 3 },
            Searcher = new Nsga2Options { Population = 6 },
            Trials = 18,
        }),
        new(Spec("all-points", 42) with
        {
            Space = new SearchSpace()
                .Choice("act", "relu", "tanh").Ordinal("hidden", 8L, 16L, 32L).Constant("lr", 0.01),
            Searcher = new GridOptions(),
            Scheduler = new FifoOptions(),
            Stop = Stop.AfterIterations(4),
            Trials = null,
        }),
    ];

    private static FixturePlan[] Mishaps() =>
    [
        new(Spec("everything-breaks", 51) with
        {
            Trials = 24,
            Scheduler = new AshaOptions { MaxIterations = 9, ReductionFactor = 3 },
            Failure = new FailurePolicy(1) { AbortWhenFirstFail = 0 },
        })
        {
            Mishaps = 0.3,
            Script = new Dictionary<int, Func<FixtureSweep, ExperimentCommand>>
            {
                [30] = sweep => new ExperimentCommand.Submit(sweep.Now, sweep.State.Spec! with { Trials = 26 }),
                [50] = sweep => new ExperimentCommand.StopTrial(sweep.Now, sweep.State.Trials.Keys.Min()),
            },
        },
        new(Spec("out-of-time", 52) with { Trials = 40, TimeBudget = TimeSpan.FromSeconds(9) }),
        new(Spec("stopped-by-hand", 53) with { Trials = 40 })
        {
            Script = new Dictionary<int, Func<FixtureSweep, ExperimentCommand>>
            {
                [40] = sweep => new ExperimentCommand.Stop(sweep.Now),
            },
        },
    ];

    // What the first form did not know.
    private static FixturePlan[] Present() =>
    [
        new(Spec("second-chances", 71) with
        {
            Scheduler = new AshaOptions { MaxIterations = 9, ReductionFactor = 3 },
            Failure = new FailurePolicy(0),
        })
        {
            Script = new Dictionary<int, Func<FixtureSweep, ExperimentCommand>>
            {
                [2] = sweep => new ExperimentCommand.NoteProgram(sweep.Now, s_program),
                [8] = Break,
                [12] = Break,
                [14] = sweep => new ExperimentCommand.Again(sweep.Now, new SecondChance()),
                [18] = Break,
                [20] = sweep => new ExperimentCommand.Again(sweep.Now, new SecondChance { FromNothing = true }),
                [24] = sweep => new ExperimentCommand.Tick(sweep.Wait(TimeSpan.FromSeconds(40))),
            },
        },
        new(Spec("values-people-have", 72) with
        {
            Space = new SearchSpace().LogUniform("lr", 1e-4, 1).Choice("hidden", 8L, 16L, ParameterValue.Null)
                .Choice("bias", true, false).Integer("depth", 3, 3).Uniform("drop", 0, 0.5),
            Objective = new Objective("acc", Mode.Max) { Refines = true },
            Scheduler = new AshaOptions { MaxIterations = 9, ReductionFactor = 3 },
            Searcher = new TpeOptions { StartupTrials = 5 },
            Resources = new Resources(1, 0.5).With("license", 2),
            PointsToEvaluate = [Configuration.Of(("lr", 0.01), ("hidden", ParameterValue.Null))],
        }) { ObjectiveEvery = 2 },
        new(Spec("few-points", 73) with
        {
            Space = new SearchSpace().Choice("act", "relu", "tanh", "gelu").Integer("hidden", 8, 9),
            Trials = 20,
        }),
    ];

    private static ExperimentCommand.EndAttempt Break(FixtureSweep sweep)
    {
        var trial = sweep.State.RunningInOrder.First();
        return new(sweep.Now, trial.Id, trial.Attempt, new AttemptOutcome.Failed(FailureKind.Exception, "broken", ""));
    }

    private static readonly ProgramRecord s_program = new()
    {
        Name = "recorder", Version = "1.2.3", Build = "0123", Commit = "abcdef", IsDirty = true,
        Packages = ImmutableSortedDictionary<string, string>.Empty.Add("Some.Package", "4.5.6"),
        Runtime = ".NET 10", OperatingSystem = "Linux", Host = "node-1", Gpus = ["Some card"],
    };

    private static FixturePlan[] CutShort() =>
    [
        new(Spec("cut-short", 61) with
        {
            Scheduler = new PbtOptions { MaxIterations = 12, Interval = 3 }, Trials = 6,
        }) { IterationsMax = 12, StepsMax = 90, Mishaps = 0.02 },
    ];

    private static ExperimentSpec Spec(string name, ulong seed) => new()
    {
        Name = name,
        Trainable = "recorded",
        Space = new SearchSpace().LogUniform("lr", 1e-4, 1).Integer("hidden", 4, 64).Choice("act", "relu", "tanh"),
        Objective = new Objective("acc", Mode.Max),
        Trials = 12,
        Seed = seed,
        Scheduler = new FifoOptions { MaxIterations = 6 },
        Searcher = new RandomSearchOptions(),
        Checkpoints = new CheckpointPolicy { KeepBest = 1 },
    };
}
