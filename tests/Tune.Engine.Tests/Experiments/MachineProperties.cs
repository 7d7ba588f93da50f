using CsCheck;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Stopping;
using Tune.Schedulers;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Pbt;
using Tune.Schedulers.Search.Grid;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.TimeSharing;

namespace Tune.Engine.Tests.Experiments;

/// <summary>
/// Whatever is asked of an experiment, in whatever order, it keeps its promises and can still be ended.
/// </summary>
internal sealed class MachineProperties
{
    private static readonly SchedulerOptions[] Schedulers =
    [
        new FifoOptions { MaxIterations = 9 },
        new FifoOptions(),
        new AshaOptions { MaxIterations = 9, ReductionFactor = 3 },
        new AshaOptions { MaxIterations = 9, ReductionFactor = 2, Brackets = 2, Variant = AshaVariant.Stopping },
        new AshaOptions { MaxIterations = 9, ReductionFactor = 3, Variant = AshaVariant.Promotion },
        new AshaOptions { MaxIterations = 9, ReductionFactor = 2, Brackets = 2, Variant = AshaVariant.Promotion },
        new CloningScheduler(),
        new PbtOptions { MaxIterations = 9, Interval = 3 },
        new PbtOptions { MaxIterations = 9, Interval = 2, Selection = PbtSelection.Tournament },
        new PbtOptions { MaxIterations = 9, Interval = 3, Synchronous = true },
        new TimeSharingOptions { Turn = 2, Inner = new AshaOptions { MaxIterations = 9, ReductionFactor = 3 } },
    ];

    private static readonly StopRule?[] Rules =
    [
        null,
        null,
        Stop.AfterIterations(7),
        Stop.When("acc", atLeast: 6),
        Stop.When("acc", atLeast: 6, experiment: true),
        Stop.Any(Stop.AfterTrialTime(TimeSpan.FromSeconds(40)), Stop.OnTrialPlateau(0, 3)),
        Stop.All(Stop.AfterIterations(4), Stop.When("acc", atMost: 2)),
        Stop.OnExperimentPlateau(0.5, 3, 2),
    ];

    private static readonly SpecJson Snapshots = new(new AlgorithmCatalog(
        [.. SchedulerCatalog.All.Schedulers, AlgorithmCatalog.Scheduler<CloningScheduler>("test-cloning")],
        [.. SchedulerCatalog.All.Searchers, AlgorithmCatalog.Searcher<DrawnOptions>("test-drawn")]));

    private static readonly Gen<Move> AnyMove = Gen.Select(Gen.Int[0, 99], Gen.Int[0, 9], Gen.Int[0, 9], Gen.Int[0, 99])
        .Select((kind, pick, detail, value) => new Move(kind, pick, detail, value));

    private static readonly Gen<ExperimentSpec> AnySpec = Gen
        .Select(Of(Schedulers), Of(Rules), Gen.Int[1, 6], Gen.Int[0, 9], Gen.ULong[0, 9])
        .Select((scheduler, rule, trials, variety, seed) => Spec(scheduler, rule, trials, variety, seed));

    [Test]
    public void Machine_WhateverIsAsked_KeepsItsPromisesAndCanBeEnded() =>
        Gen.Select(AnySpec, AnyMove.Array[0, 150]).Sample(
            (spec, moves) =>
            {
                var walk = new MachineWalk(spec);
                foreach (var move in moves)
                {
                    walk.Do(move);
                }

                walk.GoOnToTheEnd();
                walk.Replay();
            },
            iter: 400);

    /// <summary>The same, but again and again it goes on from a snapshot.</summary>
    [Test]
    public void Machine_GoingOnFromSnapshots_DecidesWhatAReplayDecides() =>
        Gen.Select(AnySpec, AnyMove.Array[0, 150]).Sample(
            (spec, moves) =>
            {
                var walk = new MachineWalk(
                    spec.Seed % 2 == 0 ? spec : spec with { Searcher = new DrawnOptions() }, Snapshots);
                foreach (var move in moves)
                {
                    walk.Do(move);
                }

                walk.GoOnToTheEnd();
                walk.Replay();
            },
            iter: 200);

    private static Gen<T> Of<T>(T[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);

    private static ExperimentSpec Spec(
        SchedulerOptions scheduler, StopRule? rule, int trials, int variety, ulong seed) => new()
    {
        Name = "some",
        Trainable = "some",
        Space = new SearchSpace().Uniform("x", 0, 1).Grid("n", 1, 2, 3),
        Objective = new Objective("acc", variety % 2 == 0 ? Mode.Max : Mode.Min)
        {
            Refines = variety == 8,
        },
        Trials = trials,
        Seed = seed,
        Scheduler = scheduler,
        Searcher = variety < 3 ? new GridOptions() : new RandomSearchOptions(),
        Stop = rule,
        MaxConcurrent = variety == 4 ? 2 : null,
        TimeBudget = variety == 5 ? TimeSpan.FromSeconds(150) : null,
        PointsToEvaluate = variety == 6 ? [Configuration.Of(("n", 2))] : [],
        Failure = variety == 7
            ? new FailurePolicy(0) { MaxLosses = 1, AbortWhenFirstFail = 1 } : new FailurePolicy(),
    };
}
