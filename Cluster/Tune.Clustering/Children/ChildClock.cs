using Tune.Clustering.Protocol;
using Tune.Clustering.Timing;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Clustering.Children;

/// <summary>What an attempt in a process has said and was told, and the time it has taken; see <see cref="OwnTime"/>.
/// </summary>
internal sealed class ChildClock
{
    private readonly ChildLimits _limits;
    private readonly TimeSpan _silenceMax;
    private readonly Lock _gate = new();
    private readonly Queue<(int Iteration, bool HasCheckpoint)> _unanswered = new();
    private readonly OwnTime _time;
    private int _acknowledged;
    private int _saved;
    private Leaving _told;

    public ChildClock(ChildLimits limits, TimeSpan silenceMax, int iteration)
    {
        (_limits, _silenceMax) = (limits, silenceMax);
        (_acknowledged, _saved) = (iteration, iteration);
        _time = new OwnTime(_gate);
    }

    /// <summary>Whether the attempt was killed for its memory.</summary>
    public bool IsTooLarge { get; set; }

    /// <summary>Whether the attempt was killed because it did not go on or did not leave.</summary>
    public bool IsHung { get; private set; }

    /// <summary>Whether the attempt was told to leave.</summary>
    public bool IsLeaving
    {
        get
        {
            lock (_gate)
            {
                return _told != Leaving.No;
            }
        }
    }

    /// <summary>A report has come. False if that is one more than allowed.</summary>
    public bool Received(TrialReport report)
    {
        lock (_gate)
        {
            _time.AskedNeedsLock();
            _unanswered.Enqueue((report.Iteration, report.CheckpointFolder is not null));
            return _unanswered.Count <= ReportWindow.Reports;
        }
    }

    /// <summary>The oldest unanswered report has its answer; null if it could not be dealt with.</summary>
    public void Answered(TrialAnswer? answer)
    {
        lock (_gate)
        {
            _time.AnsweredNeedsLock();
            var report = _unanswered.Dequeue();
            if (answer is { Refused: null })
            {
                _acknowledged = report.Iteration;
                _saved = report.HasCheckpoint ? report.Iteration : _saved;
            }

            if (answer is { Leaving: not Leaving.No })
            {
                NoteNeedsLock(answer.Leaving);
            }
        }
    }

    public void SaveBegins() => _time.SaveBegins();

    /// <summary>A checkpoint was stored at this iteration, or not at all.</summary>
    public void SaveEnds(int? iteration)
    {
        lock (_gate)
        {
            _time.SaveEnds();
            _saved = iteration ?? _saved;
        }
    }

    /// <summary>The attempt can only wait, or goes on.</summary>
    public void Stalled(bool isStalled) => _time.Stalled(isStalled);

    /// <summary>The attempt was told to leave.</summary>
    public void Told(Leaving how)
    {
        lock (_gate)
        {
            NoteNeedsLock(how);
        }
    }

    public void Excuse() => _time.Excuse();

    /// <summary>Time has passed: why the attempt is to be killed, or null.</summary>
    public string? Look(TimeSpan since, TimeSpan silence)
    {
        lock (_gate)
        {
            var (quiet, staying) = _time.Look(since);
            var reason = silence > _silenceMax
                ? $"The child process gave no sign of life for {_silenceMax.TotalSeconds:0.###} s and was killed."
                : _told != Leaving.No && staying > _limits.StopGrace
                    ? $"Told to leave ({_told}), the attempt was still there after "
                        + $"{_limits.StopGrace.TotalSeconds:0.###} s and was killed."
                    : _limits.NoProgress is { } most && quiet > most
                        ? $"No report for {most.TotalSeconds:0.###} s: the attempt counts as hung and was killed."
                        : null;
            IsHung |= reason is not null;
            return reason;
        }
    }

    /// <summary>What an attempt that was killed from here counts as; null for a failure.</summary>
    public AttemptOutcome? Killed(bool isCancelled)
    {
        lock (_gate)
        {
            return _told switch
            {
                _ when IsTooLarge && _told is not (Leaving.Stop or Leaving.Clone) => null,
                Leaving.Stop or Leaving.Clone => AttemptOutcome.Obeyed.Instance,
                Leaving.Interrupt => AttemptOutcome.Interrupted.Instance,
                Leaving.Pause when _saved == _acknowledged && _saved > 0 => AttemptOutcome.Obeyed.Instance,
                _ => isCancelled ? AttemptOutcome.Interrupted.Instance : null,
            };
        }
    }

    private void NoteNeedsLock(Leaving how)
    {
        if (how != Leaving.No)
        {
            _time.Told();
        }

        _told = how;
    }
}
