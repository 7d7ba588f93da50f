namespace Tune.Storage.LiteDb;

/// <summary>How long what has changed may still wait before it is written.</summary>
internal sealed class WriteDelay(TimeSpan max, TimeProvider clock)
{
    private long? _since;

    /// <summary>What is left, never less than nothing; null when nothing waits.</summary>
    /// <remarks>One look at the clock: between two of them the rest of the time may pass, and no thread can wait for
    /// less than nothing.</remarks>
    public TimeSpan? Left => _since is not { } since ? null
        : max - clock.GetElapsedTime(since) is var left && left > TimeSpan.Zero ? left
        : TimeSpan.Zero;

    /// <summary>Something waits from now on, unless something has been waiting already.</summary>
    public void Begin() => _since ??= clock.GetTimestamp();

    /// <summary>Nothing waits any more.</summary>
    public void End() => _since = null;
}
