namespace Tune.Engine.Experiments;

/// <summary>
/// An instant, told to the engine by its shell. Decisions look only at <see cref="ActiveTicks"/>, which comes from a
/// monotonic clock and stands still while no session is open; <see cref="UtcTicks"/> is for people. A wall clock that
/// jumps therefore changes nothing.
/// </summary>
/// <param name="UtcTicks">Wall clock, 100 ns ticks, UTC.</param>
/// <param name="ActiveTicks">Time the experiment has been active so far, 100 ns ticks; never falls.</param>
public readonly record struct Moment(long UtcTicks, long ActiveTicks)
{
    /// <summary>The active time as a span.</summary>
    public TimeSpan Active => TimeSpan.FromTicks(ActiveTicks);

    /// <summary>The wall clock time.</summary>
    public DateTime Utc => new(UtcTicks, DateTimeKind.Utc);
}
