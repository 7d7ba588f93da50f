using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

/// <summary>One experiment driven by hand: given a history, when a command comes, then these events follow.</summary>
internal sealed class Scenario
{
    private long _seconds;

    public Scenario(
        Func<ExperimentSpec, ExperimentSpec>? change = null, ScriptedScheduler? scheduler = null,
        ScriptedSearcher? searcher = null)
    {
        Scheduler = scheduler ?? Scheduler;
        Searcher = searcher ?? Searcher;
        Spec = new ExperimentSpec
        {
            Name = "some",
            Trainable = "some",
            Space = new SearchSpace().Uniform("x", 0, 1),
            Objective = new Objective("acc", Mode.Max),
            Trials = 2,
            Scheduler = Scheduler,
            Searcher = Searcher,
        };
        Spec = change?.Invoke(Spec) ?? Spec;
        When(new ExperimentCommand.Submit(Now, Spec));
        When(new ExperimentCommand.OpenSession(Now, "host", 1));
    }

    public ScriptedScheduler Scheduler { get; } = new();

    public ScriptedSearcher Searcher { get; } = new();

    public ExperimentSpec Spec { get; }

    public ExperimentState State { get; } = new();

    public List<ExperimentEvent> History { get; } = [];

    public IReadOnlyList<ExperimentEvent> Last { get; private set; } = [];

    public Reply Reply { get; private set; } = Reply.Done.Instance;

    public Moment Now => new(_seconds * TimeSpan.TicksPerSecond, _seconds * TimeSpan.TicksPerSecond);

    public static CheckpointRef Checkpoint(int iteration) => new(new string('a', 64), 10, iteration);

    public Scenario When(ExperimentCommand command)
    {
        var outcome = ExperimentMachine.Step(State, command);
        History.AddRange(outcome.Events);
        (Last, Reply) = (outcome.Events, outcome.Reply);
        return this;
    }

    public Scenario Wait(int seconds)
    {
        _seconds += seconds;
        return this;
    }

    public Scenario Place(int slot = 0) => When(new ExperimentCommand.Place(Now, "node", slot));

    public Scenario Report(
        int trial, int iteration, double value = 0.5, int? sequence = null, int? attempt = null,
        bool withCheckpoint = false) =>
        Report(trial, iteration, MetricSet.Of(("acc", value)), sequence, attempt, withCheckpoint);

    public Scenario Report(
        int trial, int iteration, MetricSet metrics, int? sequence = null, int? attempt = null,
        bool withCheckpoint = false)
    {
        var known = State.Trials.GetValueOrDefault(new TrialId(trial));
        return When(new ExperimentCommand.Report(
            Now, new TrialId(trial), new Attempt(attempt ?? known?.Attempt.Number ?? 1),
            sequence ?? ((known?.Sequence ?? 0) + 1), iteration, metrics,
            withCheckpoint ? Checkpoint(iteration) : null));
    }

    public Scenario End(int trial, AttemptOutcome outcome, int? attempt = null) => When(
        new ExperimentCommand.EndAttempt(
            Now, new TrialId(trial),
            new Attempt(attempt ?? State.Trials.GetValueOrDefault(new TrialId(trial))?.Attempt.Number ?? 1), outcome));

    public Scenario Fail(int trial, FailureKind kind = FailureKind.Exception) =>
        End(trial, new AttemptOutcome.Failed(kind, "broke", ""));

    public TrialState Trial(int number) => State.Trials[new TrialId(number)];

    /// <summary>The kinds of the last events, in order, for reading at a glance.</summary>
    public string Kinds => string.Join(' ', Last.Select(fact => fact.GetType().Name));
}
