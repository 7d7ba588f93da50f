using Akka.Actor;
using Tune.Clustering.Nodes;
using Tune.Engine.Trials;

namespace Tune.Clustering.Experiments;

/// <remarks>
/// A full disk pauses, it does not end: attempts wait for their answers until the journal takes events again, or for
/// room for a checkpoint. Only who wants to leave does not wait for ever: after a while what runs is left as it is, and
/// goes on from its last checkpoint one day.
/// </remarks>
internal sealed partial class ExperimentActor
{
    private readonly HashSet<(TrialId Trial, Attempt Attempt)> _stalled = [];
    private string _storagePaused = "";

    // The journal was opened again; whether it takes anything shows at the next append.
    private bool _isTrying;
    private TimeSpan _reopenAfter = ReopenAfter;
    private long _drainAsked;

    private bool IsPaused => _storagePaused.Length > 0 && !_isTrying;

    private void PauseStorage(string why)
    {
        var isNew = _storagePaused.Length == 0;
        (_storagePaused, _isTrying) = (why, false);
        if (isNew)
        {
            _reopenAfter = ReopenAfter;
            _feed.Tell(new ExperimentNotice(
                _name, $"The store takes nothing at the moment; trials wait and nothing is lost. {why}"));
            _feed.Tell(Progress());
        }

        Timers.StartSingleTimer(Reopen.Instance, Reopen.Instance, _reopenAfter);
        _reopenAfter = _reopenAfter * 2 < ReopenAfterMax ? _reopenAfter * 2 : ReopenAfterMax;
    }

    private void StoreTakes()
    {
        if (_storagePaused.Length > 0)
        {
            (_storagePaused, _isTrying) = ("", false);
            _feed.Tell(new ExperimentNotice(_name, "The store takes events again; the experiment goes on."));
            _hasChanged = true;
        }
    }

    private void Stalled(AttemptStalled stalled)
    {
        if (stalled.Why.Length == 0)
        {
            _stalled.Remove((stalled.Trial, stalled.Attempt));
        }
        else if (_stalled.Add((stalled.Trial, stalled.Attempt)))
        {
            _feed.Tell(new ExperimentNotice(_name, $"Trial {stalled.Trial} waits. {stalled.Why}"));
        }
    }

    private void LeaveInTime()
    {
        if (_drainers.Count == 0 || (!IsPaused && !_isTrying && !IsStalled())
            || _parts.Clock.GetElapsedTime(_drainAsked) < LeaveWithin)
        {
            return;
        }

        foreach (var drainer in _drainers)
        {
            drainer.Tell(new Refused(_name, ["There is no room to save what runs."]));
        }

        _drainers.Clear();
    }

    private bool IsStalled() => _open is { } open && open.State.RunningInOrder.Any(
        trial => _stalled.Contains((trial.Id, trial.Attempt)));
}
