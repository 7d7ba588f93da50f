namespace Tune.Trainables.Tests;

/// <summary>A clock that stands still until it is told otherwise.</summary>
internal sealed class ManualClock : TimeProvider
{
    private TimeSpan _now = TimeSpan.FromHours(1);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public void Advance(TimeSpan by) => _now += by;
}
