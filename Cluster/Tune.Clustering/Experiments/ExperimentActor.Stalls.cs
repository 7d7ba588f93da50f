using System.Globalization;
using Tune.Clustering.Protocol;
using Tune.Engine.Trials;

namespace Tune.Clustering.Experiments;

/// <remarks>
/// A full disk pauses, it does not end: attempts wait for their answers until the journal takes events again, or for
/// room for a checkpoint. Only who wants to leave does not wait for ever, nor for a store that answers nothing: after a
/// while what runs is left as it is, and goes on from its last checkpoint one day.
/// </remarks>
internal sealed partial class ExperimentActor
{
    private static readonly TimeSpan LeaveWithin = TimeSpan.FromSeconds(10);

    private readonly HashSet<(TrialId Trial, Attempt Attempt)> _stalled = [];

    private void PauseStorage(bool isNew)
    {
        if (isNew)
        {
            _subscribers.Tell(new ExperimentNotice(
                _name, $"The store takes nothing at the moment; trials wait and nothing is lost. {_pump.Trouble}"));
            Publish();
        }

        Timers.StartSingleTimer(Reopen.Instance, Reopen.Instance, _pump.RetryAfter);
    }

    private void StoreTakes()
    {
        _subscribers.Tell(new ExperimentNotice(_name, "The store takes events again; the experiment goes on."));
    }

    private void Stalled(AttemptStalled stalled)
    {
        if (stalled.Why.Length == 0)
        {
            _stalled.Remove((stalled.Trial, stalled.Attempt));
        }
        else if (_stalled.Add((stalled.Trial, stalled.Attempt)))
        {
            _subscribers.Tell(new ExperimentNotice(_name, $"Trial {stalled.Trial} waits. {stalled.Why}"));
        }
    }

    // Each waits its own while: others that ask meanwhile do not make it longer.
    private void LeaveInTime()
    {
        var why = StoringFor() >= LeaveWithin ? $"There is no way to save what runs: {Silence()}"
            : _pump.Trouble.Length > 0 || IsStalled() ? "There is no room to save what runs." : null;
        if (why is null)
        {
            return;
        }

        foreach (var (drainer, asked) in _drainers.ToArray())
        {
            if (_parts.Clock.GetElapsedTime(asked) >= LeaveWithin)
            {
                Answer(new Refused(_name, [why]) { Id = drainer });
            }
        }
    }

    /// <summary>How long the append under way has taken; 0 if there is none.</summary>
    private TimeSpan StoringFor() =>
        _pump.State == PumpState.Storing ? _parts.Clock.GetElapsedTime(_storingSince) : TimeSpan.Zero;

    private string Silence() => string.Create(
        CultureInfo.InvariantCulture, $"the store has not answered an append for {StoringFor().TotalSeconds:0} s.");

    private bool IsStalled() => _open is { } open && open.State.RunningInOrder.Any(
        trial => _stalled.Contains((trial.Id, trial.Attempt)));
}
