using Tune.Engine.Experiments;

namespace Tune.Clustering.Timing;

/// <summary>
/// The clock of whoever owns an experiment: the time of day, and how long the experiment has been active, which stands
/// still while no session of this owner is open. Not thread-safe.
/// </summary>
/// <param name="time">Where time comes from.</param>
public sealed class ExperimentClock(TimeProvider time)
{
    private long _activeBefore;
    private long _since;

    /// <summary>Whether a session of this owner is open, so that active time runs.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>A session begins, or is taken over: active time runs from here.</summary>
    /// <param name="last">The experiment's last event.</param>
    public void Start(Moment last) =>
        (IsRunning, _activeBefore, _since) = (true, last.ActiveTicks, time.GetTimestamp());

    /// <summary>The session is closed: active time stands still.</summary>
    public void Stop() => IsRunning = false;

    /// <summary>The instant for the next commands.</summary>
    /// <param name="last">The experiment's last event.</param>
    public Moment Now(Moment last) => new(
        time.GetUtcNow().UtcTicks,
        IsRunning ? _activeBefore + time.GetElapsedTime(_since).Ticks : last.ActiveTicks);
}
