using System.Collections.Immutable;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.RandomSearch;

namespace Tune.Schedulers.Tests.Pbt;

/// <summary>
/// The illustration of the paper (section 4.1): maximise Q = 1.2 - (a^2 + b^2) by steps along the gradient of the
/// stand-in 1.2 - (h0 a^2 + h1 b^2), from a = b = 0.9. Trained weights are what a checkpoint holds.
/// </summary>
internal sealed class ToyRun(ExperimentSpec spec)
{
    private const double Rate = 0.01;
    private const int StepsMax = 20_000;

    private readonly Dictionary<string, (double A, double B)> _saved = [];
    private readonly Dictionary<TrialId, (double A, double B)> _weights = [];
    private readonly HashSet<(TrialId, int)> _crashed = [];
    private readonly List<ExperimentEvent> _journal = [];
    private long _now;

    public int Slots { get; init; } = 100;

    public bool Saves { get; init; } = true;

    public bool DropsCheckpoints { get; init; }

    /// <summary>The iterations at which every trial breaks once; default none.</summary>
    public Predicate<int> BreaksAt { get; init; } = _ => false;

    public ExperimentState State { get; } = new();

    public IReadOnlyList<ExperimentEvent> Journal => _journal;

    public IReadOnlyList<ExperimentEvent.Decided> Clones =>
        [.. _journal.OfType<ExperimentEvent.Decided>().Where(decided => decided.Decision is Decision.CloneFrom)];

    public double Best => State.Best!.Value;

    public static ExperimentSpec Spec(SchedulerOptions scheduler, int population, ulong seed) => new()
    {
        Name = "toy",
        Trainable = "toy",
        Space = new SearchSpace().Uniform("h0", 0, 1).Uniform("h1", 0, 1),
        Objective = new Objective("q", Mode.Max),
        Trials = population,
        Seed = seed,
        Scheduler = scheduler,
        Searcher = new RandomSearchOptions(),
        Failure = new FailurePolicy(MaxRetries: 100),
    };

    public ToyRun Run()
    {
        Assert.That(spec.Problems(), Is.Empty);
        Send(new ExperimentCommand.Submit(Now, spec));
        Send(new ExperimentCommand.OpenSession(Now, "host", 1));
        for (var step = 0; step < StepsMax; step++)
        {
            while (State.Running < Slots && Place())
            {
            }

            if (State.Running == 0)
            {
                Assert.That(State.IsOver);
                return this;
            }

            foreach (var trial in State.RunningInOrder.ToArray())
            {
                Advance(trial);
            }

            if (DropsCheckpoints)
            {
                Send(new ExperimentCommand.DropCheckpoints(Now));
            }
        }

        throw new AssertionException("It goes on for ever.");
    }

    private Moment Now => new(_now, _now);

    private bool Place()
    {
        var started = Send(new ExperimentCommand.Place(Now, "node", State.Running))
            .OfType<ExperimentEvent.AttemptStarted>().SingleOrDefault();
        if (started is not null)
        {
            _weights[started.Trial] = started.From is { } from ? _saved[from.Digest] : (0.9, 0.9);
        }

        return started is not null;
    }

    private void Advance(TrialState trial)
    {
        var iteration = trial.AttemptIteration + 1;
        if (trial.Leaving != Leaving.No)
        {
            End(trial, AttemptOutcome.Obeyed.Instance);
        }
        else if (BreaksAt(iteration) && _crashed.Add((trial.Id, iteration)))
        {
            End(trial, new AttemptOutcome.Failed(FailureKind.Crash, "made to crash", ""));
        }
        else
        {
            Report(trial, iteration);
        }
    }

    private void Report(TrialState trial, int iteration)
    {
        var (a, b) = _weights[trial.Id];
        a -= Rate * 2 * trial.Config.Real("h0") * a;
        b -= Rate * 2 * trial.Config.Real("h1") * b;
        _weights[trial.Id] = (a, b);
        var checkpoint = Saves && iteration >= ExperimentMachine.Milestone(State, trial.Id)
            ? new CheckpointRef($"{_saved.Count:x64}", 1, iteration) : null;
        if (checkpoint is not null)
        {
            _saved[checkpoint.Digest] = (a, b);
        }

        Send(new ExperimentCommand.Report(
            Now, trial.Id, trial.Attempt, trial.Sequence + 1, iteration,
            MetricSet.Of(("q", 1.2 - ((a * a) + (b * b)))), checkpoint));
    }

    private void End(TrialState trial, AttemptOutcome outcome) =>
        Send(new ExperimentCommand.EndAttempt(Now, trial.Id, trial.Attempt, outcome));

    private ImmutableArray<ExperimentEvent> Send(ExperimentCommand command)
    {
        var outcome = ExperimentMachine.Step(State, command);
        Assert.That(outcome.Reply, Is.Not.InstanceOf<Reply.Refused>(), $"{command}");
        _journal.AddRange(outcome.Events);
        _now++;
        return outcome.Events;
    }
}
