using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Search.RandomSearch;

namespace Tune.Hosting.Tests;

/// <summary>Events that tests do not care about in detail.</summary>
internal static class SomeEvents
{
    public static readonly ExperimentSpec Spec = new()
    {
        Name = "some",
        Trainable = "some",
        Space = new SearchSpace().Uniform("x", 0, 1),
        Objective = new Objective("acc", Mode.Max),
        Trials = 4,
        Searcher = new RandomSearchOptions(),
        Scheduler = new AshaOptions { MaxIterations = 27, ReductionFactor = 3 },
    };

    public static Moment At(double seconds = 0) =>
        new(TimeSpan.FromSeconds(seconds).Ticks, TimeSpan.FromSeconds(seconds).Ticks);

    public static ExperimentEvent[] Opened { get; } =
    [
        new ExperimentEvent.Created(At(), Spec), new ExperimentEvent.SessionOpened(At(), new Term(1), "host", 1),
    ];

    public static ExperimentEvent[] Started(int trial, double x = 0.5) =>
    [
        new ExperimentEvent.TrialProposed(At(), new TrialId(trial), Configuration.Of(("x", x))),
        new ExperimentEvent.AttemptStarted(
            At(), new TrialId(trial), new Attempt(1), Allocation.On("node", trial), null),
    ];

    public static ExperimentEvent Reported(int trial, int iteration, double value) => new ExperimentEvent.Reported(
        At(), new TrialId(trial), new Attempt(1), iteration, iteration, MetricSet.Of(("acc", value)));

    public static ExperimentEvent Cloned(int trial, int donor, int iteration, double x) => new ExperimentEvent.Decided(
        At(), new TrialId(trial), new Attempt(1), iteration, iteration,
        new Decision.CloneFrom(
            new TrialId(donor), new CheckpointRef(new string('0', 64), 1, iteration), Configuration.Of(("x", x))), 0);

    public static ExperimentEvent[] Paused(int trial, int iteration) =>
    [
        new ExperimentEvent.Decided(
            At(), new TrialId(trial), new Attempt(1), iteration, iteration, Decision.Pause.Instance, 0),
        new ExperimentEvent.AttemptEnded(
            At(), new TrialId(trial), new Attempt(1), AttemptOutcome.Obeyed.Instance, Parked: true),
    ];

    public static ExperimentEvent Reopened(int trial, int? iteration) => new ExperimentEvent.TrialReopened(
        At(), new TrialId(trial), Configuration.Of(("x", 0.5)),
        iteration is { } from ? new CheckpointRef(new string('0', 64), 1, from) : null);

    public static ExperimentEvent[] Ended(int trial, TrialStatus status = TrialStatus.Completed) =>
    [
        new ExperimentEvent.AttemptEnded(
            At(), new TrialId(trial), new Attempt(1), AttemptOutcome.Completed.Instance),
        new ExperimentEvent.TrialEnded(At(), new TrialId(trial), status, "because"),
    ];
}
