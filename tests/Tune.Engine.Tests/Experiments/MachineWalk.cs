using NUnit.Framework;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;
using Tune.Schedulers.Fifo;

namespace Tune.Engine.Tests.Experiments;

/// <summary>One step of a walk: numbers that <see cref="MachineWalk"/> turns into a command.</summary>
internal readonly record struct Move(int Kind, int Pick, int Detail, int Value);

/// <summary>
/// An experiment to which anything may happen, in any order: sensible commands, wrong ones and late ones. After each
/// step everything that can be promised at that point is checked.
/// </summary>
internal sealed class MachineWalk
{
    private const int Slots = 3;
    private const int ReturnsAt = 12;

    private readonly HistoryCheck _check = new();
    private readonly List<ExperimentEvent> _journal = [];
    private readonly List<(TrialId Trial, Attempt Attempt)> _attempts = [];
    private readonly SpecJson? _snapshots;
    private ExperimentSpec _spec;
    private long _ticks;

    /// <param name="spec">The experiment.</param>
    /// <param name="snapshots">Now and then the state is left for one restored from a snapshot of it; null for
    /// never.</param>
    public MachineWalk(ExperimentSpec spec, SpecJson? snapshots = null)
    {
        (_spec, _snapshots) = (spec, snapshots);
        Send(new ExperimentCommand.Submit(Now, spec));
        Send(new ExperimentCommand.OpenSession(Now, "host", 1));
    }

    public ExperimentState State { get; private set; } = new();

    public IReadOnlyList<ExperimentEvent> Journal => _journal;

    private Moment Now => new(-_ticks, _ticks);

    /// <summary>Two trials that are at iteration 6 have the same content there.</summary>
    public static CheckpointRef Checkpoint(TrialId trial, int iteration) => new(
        FormattableString.Invariant($"{(iteration == 6 ? 0 : trial.Number):x32}{iteration:x32}"), 7, iteration);

    public void Do(Move move)
    {
        _ticks += move.Value % 5 * TimeSpan.TicksPerSecond;
        var command = Command(move);
        if (move.Value % 8 == 0)
        {
            var before = StateText.Of(State);
            ExperimentMachine.Decide(State, command);
            Assert.That(StateText.Of(State), Is.EqualTo(before), "deciding changes nothing");
        }

        Send(command);
    }

    /// <summary>Nothing goes wrong any more and slots are free: now it must come to an end.</summary>
    public void GoOnToTheEnd()
    {
        Send(new ExperimentCommand.ByHand(Now, new UserAct.Restore(), new ActedBy("somebody", "test")));
        Send(new ExperimentCommand.Submit(Now, _spec));
        Send(new ExperimentCommand.OpenSession(Now, "host", 1));
        for (var round = 0; round < 2_000; round++)
        {
            for (var slot = 0; slot < Slots; slot++)
            {
                Send(new ExperimentCommand.Place(Now, "node", slot));
            }

            if (State.Running == 0)
            {
                Assert.That(State.Status, Is.Not.EqualTo(ExperimentStatus.Active), "nothing runs, nothing will");
                return;
            }

            foreach (var trial in State.RunningInOrder.ToArray())
            {
                Cooperate(trial);
            }

            Send(new ExperimentCommand.DropCheckpoints(Now));
        }

        throw new AssertionException("It goes on for ever.");
    }

    /// <summary>The history alone gives the same state and the same decisions.</summary>
    public void Replay()
    {
        var replayed = ExperimentMachine.Replay(_journal);
        if (_snapshots is null)
        {
            Assert.That(StateText.Of(replayed), Is.EqualTo(StateText.Of(State)));
        }
        else
        {
            Assert.That(Snapshot(replayed), Is.EqualTo(Snapshot(State)));
        }

        Assert.That(ReplayAudit.Run(_journal).Mismatches, Is.Empty);
    }

    private byte[] Snapshot(ExperimentState state) => ExperimentMachine.Snapshot(state, _snapshots!)
        ?? throw new AssertionException($"There is no snapshot of {_spec}.");

    private void GoOnFromSnapshot()
    {
        var bytes = Snapshot(State);
        var restored = ExperimentMachine.Read(MemoryCarrier.ToRead(bytes), _snapshots!, spec => spec);
        Assert.That(Snapshot(restored), Is.EqualTo(bytes));

        // These remember nothing that may be told apart by how it came about.
        if (_spec.Scheduler is FifoOptions or CloningScheduler)
        {
            Assert.That(StateText.Of(restored, byContent: true), Is.EqualTo(StateText.Of(State, byContent: true)));
        }

        State = restored;
    }

    private void Cooperate(TrialState trial)
    {
        var at = trial.AttemptIteration;
        if (trial.Leaving != Leaving.No)
        {
            if (trial.Leaving is Leaving.Pause or Leaving.Interrupt && at > 0)
            {
                Send(new ExperimentCommand.SaveCheckpoint(
                    Now, trial.Id, trial.Attempt, Checkpoint(trial.Id, at)));
            }

            Send(new ExperimentCommand.EndAttempt(
                Now, trial.Id, trial.Attempt,
                trial.Leaving == Leaving.Interrupt
                    ? AttemptOutcome.Interrupted.Instance
                    : AttemptOutcome.Obeyed.Instance));
        }
        else if (at >= ReturnsAt)
        {
            Send(new ExperimentCommand.EndAttempt(Now, trial.Id, trial.Attempt, AttemptOutcome.Completed.Instance));
        }
        else
        {
            var isDue = at + 1 >= ExperimentMachine.Milestone(State, trial.Id);
            Send(new ExperimentCommand.Report(
                Now, trial.Id, trial.Attempt, trial.Sequence + 1, at + 1, Metrics(at + trial.Id.Number),
                isDue ? Checkpoint(trial.Id, at + 1) : null));
        }
    }

    private ExperimentCommand Command(Move move) => move.Kind switch
    {
        < 45 => Report(move),
        < 50 => OddReport(move),
        < 55 => Save(move),
        < 67 => End(move),
        < 83 => new ExperimentCommand.Place(Now, "node", move.Pick % Slots),
        < 86 => new ExperimentCommand.Tick(Now),
        < 87 => new ExperimentCommand.Again(Now, new SecondChance
        {
            FromNothing = move.Value % 2 == 0,
            Trials = move.Detail < 5 ? [] : [new TrialId(move.Pick % (State.Proposed + 1))],
        }),
        < 88 => new ExperimentCommand.Pause(Now),
        < 89 => new ExperimentCommand.Stop(Now),
        < 91 => new ExperimentCommand.StopTrial(Now, new TrialId(move.Pick % (State.Proposed + 1))),
        < 92 => new ExperimentCommand.Drain(Now),
        < 94 => new ExperimentCommand.OpenSession(Now, "host", 1),
        < 96 => Submit(move),
        < 98 => ByHand(move),
        _ => new ExperimentCommand.DropCheckpoints(Now),
    };

    private ExperimentCommand.ByHand ByHand(Move move)
    {
        var trial = new TrialId(move.Value % (State.Proposed + 1));
        UserAct act = move.Detail switch
        {
            0 => new UserAct.Pause(),
            1 => new UserAct.Stop(),
            2 => new UserAct.Resume(),
            3 => new UserAct.StopTrial(trial),
            4 => new UserAct.Extend { Trials = 1 + State.Proposed },
            5 or 6 => new UserAct.Enqueue(move.Value % 2 == 0 ? Configuration.Empty : Configuration.Of(("n", 2))),
            7 => new UserAct.Annotate
            {
                Trial = move.Value % 2 == 0 ? trial : null, Set = TagSet.Empty.Add($"t{move.Pick}", "v"), Note = "n",
            },
            8 => new UserAct.Delete(move.Value % 3 == 0 ? null : trial),
            _ => new UserAct.Restore(move.Value % 2 == 0 ? null : trial),
        };
        return new ExperimentCommand.ByHand(
            Now, act, new ActedBy("somebody", "test", move.Pick < 4 ? $"key {move.Pick}" : null));
    }

    private TrialState? Pick(Move move) =>
        State.Running == 0 ? null : State.RunningInOrder.ElementAt(move.Pick % State.Running);

    private ExperimentCommand Report(Move move)
    {
        if (Pick(move) is not { } trial)
        {
            return new ExperimentCommand.Place(Now, "node", 0);
        }

        var iteration = Math.Min(trial.AttemptIteration, 1_000) + 1 + (move.Detail == 0 ? 1 : 0);
        var isDue = iteration >= ExperimentMachine.Milestone(State, trial.Id);
        return new ExperimentCommand.Report(
            Now, trial.Id, trial.Attempt, trial.Sequence + 1, iteration, Metrics(move.Value),
            (isDue && move.Detail != 1) || move.Detail == 2 ? Checkpoint(trial.Id, iteration) : null);
    }

    private ExperimentCommand.Report OddReport(Move move)
    {
        var (id, attempt) = _attempts.Count == 0
            ? (new TrialId(5), new Attempt(1)) : _attempts[move.Pick % _attempts.Count];
        var trial = State.Trials.GetValueOrDefault(id);
        var (sequence, iteration) = ((trial?.Sequence ?? 0) + 1, Math.Min(trial?.AttemptIteration ?? 0, 1_000) + 1);
        var plain = new ExperimentCommand.Report(
            Now, id, attempt, sequence, iteration, Metrics(move.Value), null);
        return move.Detail switch
        {
            0 => plain with { Sequence = sequence - 1 },
            1 => plain with { Sequence = sequence + 1 },
            2 => plain with { Iteration = iteration - 1 },
            3 => plain with { Checkpoint = Checkpoint(id, iteration + 1) },
            4 => plain with { Iteration = int.MaxValue },
            5 => plain with { Trial = new TrialId(State.Proposed) },
            6 => plain with { Attempt = attempt.Next },
            7 => plain with { Sequence = -1 },
            _ => plain,
        };
    }

    private ExperimentCommand.SaveCheckpoint Save(Move move)
    {
        var (id, attempt) = _attempts.Count == 0
            ? (new TrialId(5), new Attempt(1)) : _attempts[move.Pick % _attempts.Count];
        var at = State.Trials.TryGetValue(id, out var trial) ? Math.Min(trial.AttemptIteration, 1_000) : 3;
        var iteration = Math.Max(0, move.Detail switch { 0 => at + 1, 1 => at - 1, 2 => 0, _ => at });
        return new ExperimentCommand.SaveCheckpoint(
            Now, id, trial is null || move.Detail == 3 ? attempt : trial.Attempt, Checkpoint(id, iteration));
    }

    private ExperimentCommand End(Move move)
    {
        if (_attempts.Count == 0)
        {
            return new ExperimentCommand.Tick(Now);
        }

        var trial = Pick(move);
        var (id, attempt) = trial is null || move.Detail == 9
            ? _attempts[move.Pick % _attempts.Count] : (trial.Id, trial.Attempt);
        return new ExperimentCommand.EndAttempt(Now, id, attempt, move.Detail switch
        {
            0 => AttemptOutcome.Completed.Instance,
            1 => new AttemptOutcome.Lost("node gone"),
            2 => new AttemptOutcome.Failed(FailureKind.Exception, "broke", ""),
            3 => new AttemptOutcome.Failed((FailureKind)(move.Value % 7), "broke", ""),
            4 or 5 or 6 => AttemptOutcome.Obeyed.Instance,
            _ => AttemptOutcome.Interrupted.Instance,
        });
    }

    private ExperimentCommand.Submit Submit(Move move)
    {
        _spec = move.Detail switch
        {
            0 => _spec with { Trials = Math.Min(12, State.Proposed + 2) },
            1 => _spec with { Trials = 2 },
            2 => _spec with { Stop = Stop.Any(Stop.AfterIterations(5 + move.Pick), Stop.OnTrialPlateau(0.1, 2)) },
            3 => _spec with { Stop = Stop.AfterTrialTime(TimeSpan.FromSeconds(20)) },
            4 => _spec with { Stop = null, TimeBudget = TimeSpan.FromTicks(_ticks) + TimeSpan.FromSeconds(move.Value) },
            5 => _spec with { Failure = new FailurePolicy(move.Pick % 3, FailFast: move.Value % 2 == 0) },
            6 => _spec with { MaxConcurrent = 1 + (move.Pick % 3), TimeBudget = null },
            7 => _spec with { Checkpoints = new CheckpointPolicy { KeepBest = move.Pick % 3, QuotaBytes = 21 } },
            _ => _spec,
        };
        return new ExperimentCommand.Submit(Now, move.Detail == 9 ? _spec with { Seed = _spec.Seed + 1 } : _spec);
    }

    private static MetricSet Metrics(int value) => (value % 10) switch
    {
        0 => MetricSet.Of(("acc", double.NaN)),
        1 => MetricSet.Of(("loss", 1)),
        2 => MetricSet.Of(("acc", double.PositiveInfinity), ("loss", 2)),
        _ => MetricSet.Of(("acc", value % 7)),
    };

    private void Send(ExperimentCommand command)
    {
        var first = ExperimentMachine.Decide(State, command);
        var second = ExperimentMachine.Decide(State, command);
        Assert.That(second.Events, Is.EqualTo(first.Events), "asked twice");
        Assert.That(second.Reply, Is.EqualTo(first.Reply), "asked twice");
        foreach (var fact in first.Events)
        {
            _check.Take(fact);
            ExperimentMachine.Apply(State, fact);
            _journal.Add(fact);

            // Also within what one command leads to.
            if (_snapshots is not null && _journal.Count % 5 == 3)
            {
                GoOnFromSnapshot();
            }

            if (fact is ExperimentEvent.AttemptStarted started)
            {
                _attempts.Add((started.Trial, started.Attempt));
            }
        }

        CheckState();
    }

    private void CheckState()
    {
        TrialStatus[] over = [TrialStatus.Completed, TrialStatus.Stopped, TrialStatus.Errored];
        Assert.That(State.Proposed, Is.EqualTo(_check.Proposed));
        Assert.That(over.Select(State.Count), Is.EqualTo(over.Select(_check.EndedAs)));
        Assert.That(State.Proposed, Is.EqualTo(State.Trials.Count + over.Sum(State.Count)), "counts add up");
        foreach (var status in (TrialStatus[])[TrialStatus.Pending, TrialStatus.Running, TrialStatus.Paused])
        {
            Assert.That(State.Count(status), Is.EqualTo(State.Trials.Values.Count(trial => trial.Status == status)));
        }

        Assert.That(State.RunningInOrder.Select(trial => trial.Id), Is.EqualTo(_check.Running));
        Assert.That(
            State.Checkpoints.All.OrderBy(held => held.Checkpoint.Digest).ThenBy(held => held.Trial),
            Is.EqualTo(_check.Held.OrderBy(held => held.Checkpoint.Digest).ThenBy(held => held.Trial)));
        CheckDuties();
        foreach (var trial in State.Trials.Values)
        {
            Assert.That(
                trial.Checkpoint is null || State.Checkpoints.Holds(trial.Checkpoint.Digest),
                "what a live trial would go on from is kept");
            if (trial.Status == TrialStatus.Paused)
            {
                Assert.That(trial.Checkpoint, Is.Not.Null);
                _check.IsParked(trial);
            }
        }
    }

    private void CheckDuties()
    {
        var duties = ExperimentMachine.Outstanding(State).ToArray();
        Assert.That(duties, Has.Length.EqualTo(State.Running));
        foreach (var (duty, trial) in duties.Zip(State.RunningInOrder))
        {
            if (duty is Duty.Run run)
            {
                Assert.That((run.Trial, run.Attempt, Leaving.No), Is.EqualTo((trial.Id, trial.Attempt, trial.Leaving)));
                Assert.That(run.Milestone, Is.GreaterThan(trial.AttemptIteration).Or.EqualTo(int.MaxValue));
            }
            else if (duty is Duty.Leave leave)
            {
                Assert.That(
                    (leave.Trial, leave.Attempt, leave.How),
                    Is.EqualTo((trial.Id, trial.Attempt, trial.Leaving)));
            }
        }
    }
}
