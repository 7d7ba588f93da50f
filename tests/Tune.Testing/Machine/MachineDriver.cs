using System.Globalization;
using NUnit.Framework;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers;

namespace Tune.Testing.Machine;

/// <summary>
/// Runs an experiment on the real <see cref="ExperimentMachine"/> with made-up trials, without threads or time: one
/// step after the other, in an order drawn from <see cref="Seed"/>. Whoever breaks a promise on the way fails the test.
/// </summary>
/// <param name="spec">The experiment; its trainable is not looked at.</param>
/// <param name="objective">The value a trial reports at an iteration; NaN leaves the metric out.</param>
public sealed class MachineDriver(ExperimentSpec spec, Func<TrialId, int, double> objective)
{
    // More often than a trial has steps, and it would never end.
    private const int HandsMax = 6;

    private readonly List<ExperimentEvent> _journal = [];
    private readonly List<JudgedReport> _judged = [];
    private readonly List<SimulatedAttempt> _attempts = [];
    private readonly SpecJson _specs = new(new AlgorithmCatalog(
        With(SchedulerCatalog.All.Schedulers, spec.Scheduler), With(SchedulerCatalog.All.Searchers, spec.Searcher)));
    private KeyedRandom _random = null!;
    private long _now;
    private int _byHand;

    /// <summary>How many trials run at once, 1 or more; default 1.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>How many of them there are after so many events, 1 or more; default all, always.</summary>
    public Func<int, int>? SlotsAfter { get; init; }

    /// <summary>Decides the order of arrivals and all mishaps; default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>The share of steps at which a running attempt breaks; default 0.</summary>
    public double CrashRate { get; set; }

    /// <summary>The share of steps at which all trials that failed for good are given another chance; default 0.
    /// </summary>
    public double AgainRate { get; init; }

    /// <summary>The share of steps at which a user enqueues a trial, six at most; default 0. What is enqueued comes on
    /// top of the trials that were asked for.</summary>
    public double HandRate { get; init; }

    /// <summary>The share of steps at which the owner dies and another takes over; default 0.</summary>
    public double LossRate { get; init; }

    /// <summary>The share of reports with a checkpoint although none is due; default 0.</summary>
    public double SaveRate { get; init; }

    /// <summary>The share of steps after which it goes on from a snapshot; default 0. The algorithms must
    /// carry their memory then.</summary>
    public double SnapshotRate { get; init; }

    /// <summary>How far iterations jump from one report to the next, at most; default 1, that is not at all.</summary>
    public int JumpMax { get; init; } = 1;

    /// <summary>What is reported beside the objective; default nothing.</summary>
    public Func<TrialId, int, (string Name, double Value)[]> More { get; init; } = (_, _) => [];

    /// <summary>Whether what the retention rules no longer keep is given up at every step; default false.</summary>
    public bool DropsCheckpoints { get; init; }

    /// <summary>The iteration at which a trainable returns by itself; default never.</summary>
    public int IterationsMax { get; init; } = int.MaxValue;

    /// <summary>The state now.</summary>
    public ExperimentState State { get; private set; } = new();

    /// <summary>Everything that happened.</summary>
    public IReadOnlyList<ExperimentEvent> Journal => _journal;

    /// <summary>The reports of iterations not reached before, each with its decision, in order.</summary>
    public IReadOnlyList<JudgedReport> Judged => _judged;

    /// <summary>Submits the experiment and steps until it is over.</summary>
    /// <param name="stepsMax">More steps than this fail the test.</param>
    public MachineDriver RunToEnd(int stepsMax = 200_000)
    {
        _random = KeyedRandom.For(Seed, "driver/order");
        Assert.That(spec.Problems(), Is.Empty);
        Send(new ExperimentCommand.Submit(Now, spec));
        Send(new ExperimentCommand.OpenSession(Now, "host", 1));
        return StepToEnd(stepsMax);
    }

    /// <summary>Gives trials that failed for good another chance, and steps until it is over once more.</summary>
    public MachineDriver RunAgain(SecondChance chance)
    {
        Send(new ExperimentCommand.Again(Now, chance));
        return StepToEnd(stepsMax: 200_000);
    }

    /// <summary>Enqueues a trial by hand, which also takes up an experiment that is over, and steps until it is over
    /// once more.</summary>
    public MachineDriver RunEnqueued()
    {
        Enqueue();
        return StepToEnd(stepsMax: 200_000);
    }

    private void Enqueue()
    {
        _byHand++;
        Send(new ExperimentCommand.ByHand(
            Now, new UserAct.Enqueue(Configuration.Empty), new ActedBy("somebody", "test")));
    }

    /// <summary>A state as bytes: what the algorithms remember and all else.</summary>
    public byte[] Snapshot(ExperimentState state) => ExperimentMachine.Snapshot(state, _specs)
        ?? throw new AssertionException($"There is no snapshot: {spec.Scheduler} or {spec.Searcher} does not carry its "
            + "memory, or its options cannot be written.");

    private MachineDriver StepToEnd(int stepsMax)
    {
        for (var step = 0; step < stepsMax; step++)
        {
            if (Chance(AgainRate))
            {
                Send(new ExperimentCommand.Again(
                    Now, new SecondChance { FromNothing = _random.NextInt(2) == 0 }));
            }

            if (_byHand < HandsMax && Chance(HandRate))
            {
                Enqueue();
            }

            FillSlots();
            if (_attempts.Count == 0)
            {
                Assert.That(State.IsOver, $"nothing runs, but the experiment is {State.Status}");
                return this;
            }

            if (Chance(LossRate))
            {
                _attempts.Clear();
                Send(new ExperimentCommand.OpenSession(Now, "host", 1));
            }
            else
            {
                Advance(_attempts[_random.NextInt(_attempts.Count)]);
            }

            if (DropsCheckpoints)
            {
                Send(new ExperimentCommand.DropCheckpoints(Now));
            }

            if (Chance(SnapshotRate))
            {
                GoOnFromSnapshot();
            }
        }

        throw new AssertionException($"The experiment '{spec.Name}' has not ended after {stepsMax} steps.");
    }

    private void GoOnFromSnapshot()
    {
        var bytes = Snapshot(State);
        State = ExperimentMachine.Restore(bytes, _specs, stored => stored.WithCodeOf(spec.Space))
            ?? throw new AssertionException($"A snapshot of {spec.Scheduler} with {spec.Searcher} is of no use.");
        Assert.That(Snapshot(State), Is.EqualTo(bytes), $"what was taken in is written again: {spec.Scheduler}");
    }

    private static IReadOnlyList<AlgorithmCatalog.Entry> With(
        IReadOnlyList<AlgorithmCatalog.Entry> known, object options) =>
        known.Any(entry => entry.Options == options.GetType())
            ? known
            : [.. known, new AlgorithmCatalog.Entry($"under-test/{options.GetType().Name}", options.GetType())];

    private int SlotsNow => SlotsAfter?.Invoke(_journal.Count) ?? Slots;

    private Moment Now => new(_now, _now);

    private void FillSlots()
    {
        if (ExperimentMachine.SharesSlots(State))
        {
            Send(new ExperimentCommand.HoldSlots(Now, "node", SlotSet.Of(Enumerable.Range(0, SlotsNow))));
        }

        for (var slot = 0; slot < SlotsNow; slot++)
        {
            if (_attempts.Exists(attempt => attempt.Slots.Contains(slot)))
            {
                continue;
            }

            var outcome = Send(new ExperimentCommand.Place(Now, "node", slot));
            var started = outcome.Events.OfType<ExperimentEvent.AttemptStarted>().FirstOrDefault();
            if (started is not null)
            {
                Assert.That(
                    started.Where.On("node"), Has.Member(slot).And.All.InRange(0, Slots - 1).And.None.Matches<int>(
                        taken => _attempts.Exists(other => other.Slots.Contains(taken))),
                    "slots that are free");
                _attempts.Add(new SimulatedAttempt(started, ExperimentMachine.Milestone(State, started.Trial)));
            }
        }

        Assert.That(
            ExperimentMachine.Outstanding(State).Count(), Is.EqualTo(_attempts.Count), "attempts that should be there");
    }

    private void Advance(SimulatedAttempt attempt)
    {
        if (State.Trials[attempt.Trial].Leaving is not Leaving.No and var leaving)
        {
            End(attempt, leaving == Leaving.Interrupt
                ? new AttemptOutcome.Interrupted() : AttemptOutcome.Obeyed.Instance);
        }
        else if (Chance(CrashRate))
        {
            End(attempt, new AttemptOutcome.Failed(FailureKind.Crash, "made to crash", ""));
        }
        else if (attempt.Iteration >= IterationsMax)
        {
            End(attempt, AttemptOutcome.Completed.Instance);
        }
        else
        {
            Report(attempt);
        }
    }

    private void End(SimulatedAttempt attempt, AttemptOutcome outcome)
    {
        Send(new ExperimentCommand.EndAttempt(Now, attempt.Trial, attempt.Number, outcome));
        _attempts.Remove(attempt);
    }

    private void Report(SimulatedAttempt attempt)
    {
        attempt.Iteration = NextIteration(attempt);
        attempt.Sequence++;
        var isDue = attempt.Iteration >= attempt.Milestone;
        var isNew = attempt.Iteration > State.Trials[attempt.Trial].Iteration;
        var outcome = Send(new ExperimentCommand.Report(
            Now, attempt.Trial, attempt.Number, attempt.Sequence, attempt.Iteration, Measure(attempt),
            isDue || Chance(SaveRate) ? Checkpoint(attempt) : null));
        var decision = ((Reply.Accepted)outcome.Reply).Decision;
        if (!isDue && spec.Stop is null)
        {
            Assert.That(decision, Is.InstanceOf<Decision.Continue>(), "before the milestone that was told");
        }

        if (isNew)
        {
            var decided = outcome.Events.OfType<ExperimentEvent.Decided>().Single();
            _judged.Add(new JudgedReport(attempt.Trial, attempt.Iteration, decision, decided.InputsHash));
        }

        attempt.Milestone = ExperimentMachine.Milestone(State, attempt.Trial);
    }

    // A function of trial and iteration alone, so that a retry goes the same way.
    private int NextIteration(SimulatedAttempt attempt)
    {
        var index = (attempt.Trial.Number * 1_000_003L) + attempt.Iteration;
        return attempt.Iteration + 1 + KeyedRandom.For(Seed, "driver/jump", index).NextInt(JumpMax);
    }

    private MetricSet Measure(SimulatedAttempt attempt)
    {
        var value = objective(attempt.Trial, attempt.Iteration);
        return double.IsNaN(value)
            ? MetricSet.Of(("iteration", attempt.Iteration))
            : MetricSet.Of([(spec.Objective.Metric, value), .. More(attempt.Trial, attempt.Iteration)]);
    }

    private static CheckpointRef Checkpoint(SimulatedAttempt attempt) => new(
        string.Create(CultureInfo.InvariantCulture, $"{attempt.Trial.Number:x32}{attempt.Iteration:x32}"),
        Bytes: 1,
        attempt.Iteration);

    private Outcome Send(ExperimentCommand command)
    {
        var outcome = ExperimentMachine.Step(State, command);
        Assert.That(outcome.Reply, Is.Not.InstanceOf<Reply.Refused>(), $"{command}");
        _journal.AddRange(outcome.Events);
        _now++;
        return outcome;
    }

    private bool Chance(double probability) => probability > 0 && _random.NextUnit() < probability;
}
