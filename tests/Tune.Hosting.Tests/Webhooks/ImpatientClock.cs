using System.Collections.Concurrent;

namespace Tune.Hosting.Tests.Webhooks;

/// <summary>A clock on which every wait is over at once, but for those that would end something that is under way.
/// </summary>
internal sealed class ImpatientClock(TimeSpan never) : TimeProvider
{
    /// <summary>How long was waited.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(50);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == never || dueTime == Timeout.InfiniteTimeSpan)
        {
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        }

        Waits.Enqueue(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
