using NUnit.Framework;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

/// <summary>
/// The promises a history must keep, checked from its events alone by simple bookkeeping that shares nothing with the
/// machine.
/// </summary>
internal sealed class HistoryCheck
{
    private readonly Dictionary<TrialId, int> _attempts = [];
    private readonly Dictionary<TrialId, (int Sequence, int Iteration)> _running = [];
    private readonly Dictionary<TrialId, CheckpointRef> _parked = [];
    private readonly Dictionary<TrialId, TrialStatus> _over = [];
    private readonly Dictionary<TrialStatus, int> _ended = [];
    private readonly List<(TrialId Trial, CheckpointRef Checkpoint)> _held = [];
    private int _clones;
    private bool _isOpen;
    private bool _isDraining;
    private bool _mayStart;

    public int Proposed { get; private set; }

    public int EndedAs(TrialStatus status) => _ended.GetValueOrDefault(status);

    public IEnumerable<TrialId> Running => _running.Keys.Order();

    public IEnumerable<(TrialId Trial, CheckpointRef Checkpoint)> Held => _held;

    /// <summary>Called when a trial is seen paused after a step.</summary>
    public void IsParked(TrialState trial) => _parked.TryAdd(trial.Id, trial.Checkpoint!);

    public void Take(ExperimentEvent fact)
    {
        switch (fact)
        {
            case ExperimentEvent.Created or ExperimentEvent.Extended or ExperimentEvent.Resumed:
                _mayStart = true;
                break;
            case ExperimentEvent.Acted:
                break;
            case ExperimentEvent.Beat:
                Assert.That(_mayStart && _isOpen, "the owner is there and the experiment goes on");
                break;
            case ExperimentEvent.ProgramSeen:
                Assert.That(_isOpen, "of a session");
                break;
            case ExperimentEvent.Paused or ExperimentEvent.Ended:
                Assert.That(_mayStart || fact is not ExperimentEvent.Paused, "paused although not active");
                _mayStart = false;
                break;
            case ExperimentEvent.SessionOpened:
                (_isOpen, _isDraining) = (true, false);
                break;
            case ExperimentEvent.DrainStarted:
                _isDraining = true;
                break;
            case ExperimentEvent.SessionClosed:
                Assert.That(_running, Is.Empty, "closed with trials running");
                _isOpen = false;
                break;
            case ExperimentEvent.TrialProposed proposed:
                Assert.That(proposed.Trial.Number, Is.EqualTo(Proposed++), "numbered in order");
                break;
            case ExperimentEvent.CheckpointLost lost:
                _held.RemoveAll(held => held.Trial == lost.Trial && held.Checkpoint.Digest == lost.Checkpoint.Digest);
                break;
            case ExperimentEvent.CheckpointDropped dropped:
                Assert.That(_held.Remove((dropped.Trial, dropped.Checkpoint)), "only what is held can be dropped");
                break;
            case ExperimentEvent.MessageRefused:
                break;
            default:
                TakeTrial(fact);
                break;
        }
    }

    private void TakeTrial(ExperimentEvent fact)
    {
        Assert.That(_clones == 0 || fact is ExperimentEvent.AttemptStarted, "a clone out of a pause begins at once");
        switch (fact)
        {
            case ExperimentEvent.AttemptStarted started:
                Start(started);
                break;
            case ExperimentEvent.Reported reported:
                var (sequence, iteration) = Current(reported.Trial, reported.Attempt);
                Assert.That(reported.Sequence, Is.EqualTo(sequence + 1), "gapless");
                Assert.That(reported.Iteration, Is.GreaterThan(iteration), "rising");
                _running[reported.Trial] = (reported.Sequence, reported.Iteration);
                break;
            case ExperimentEvent.CheckpointSaved saved:
                Current(saved.Trial, saved.Attempt);
                if (!_held.Contains((saved.Trial, saved.Checkpoint)))
                {
                    _held.Add((saved.Trial, saved.Checkpoint));
                }

                break;
            case ExperimentEvent.Decided { Decision: Decision.CloneFrom clone } decided
                when _parked.ContainsKey(decided.Trial):
                Assert.That(decided.Attempt.Number, Is.EqualTo(_attempts[decided.Trial]), "decided after its pause");
                _parked[decided.Trial] = clone.Checkpoint;
                _clones++;
                break;
            case ExperimentEvent.Decided decided:
                Assert.That(Current(decided.Trial, decided.Attempt).Sequence, Is.EqualTo(decided.Sequence));
                break;
            case ExperimentEvent.AttemptEnded ended:
                Current(ended.Trial, ended.Attempt);
                _running.Remove(ended.Trial);
                break;
            case ExperimentEvent.TrialReopened reopened:
                Assert.That(
                    _over.Remove(reopened.Trial, out var status) && status == TrialStatus.Errored,
                    "only who has failed can be given another chance");
                _ended[TrialStatus.Errored] = EndedAs(TrialStatus.Errored) - 1;
                _parked.Remove(reopened.Trial);
                break;
            case ExperimentEvent.TrialEnded ended:
                Assert.That(_running, Does.Not.ContainKey(ended.Trial));
                Assert.That(_over.TryAdd(ended.Trial, ended.Status), "ended once");
                _ended[ended.Status] = EndedAs(ended.Status) + 1;
                break;
            default:
                throw new AssertionException($"unknown event {fact}");
        }
    }

    private void Start(ExperimentEvent.AttemptStarted started)
    {
        var (trial, attempt) = (started.Trial, started.Attempt.Number);
        Assert.That(_isOpen && !_isDraining && _mayStart, "nothing starts while closed, drained, paused or over");
        Assert.That(_running, Does.Not.ContainKey(trial), "one attempt at a time");
        Assert.That(_over, Does.Not.ContainKey(trial));
        Assert.That(trial.Number, Is.LessThan(Proposed));
        Assert.That(attempt, Is.EqualTo(_attempts.GetValueOrDefault(trial) + 1), "attempts rise by one");
        if (_parked.Remove(trial, out var expected))
        {
            _clones = 0;
            Assert.That(started.From, Is.EqualTo(expected), "a paused trial goes on from exactly its checkpoint");
        }

        if (started.From is { } from)
        {
            Assert.That(_held.Any(held => held.Checkpoint.Digest == from.Digest), "its checkpoint is there");
        }

        _attempts[trial] = attempt;
        _running[trial] = (0, started.From?.Iteration ?? 0);
    }

    private (int Sequence, int Iteration) Current(TrialId trial, Attempt attempt)
    {
        Assert.That(_running, Does.ContainKey(trial), "an effect of an attempt that does not run");
        Assert.That(attempt.Number, Is.EqualTo(_attempts[trial]), "an effect of an old attempt");
        return _running[trial];
    }
}
