namespace Tune.Engine.Checkpoints;

/// <summary>When checkpoints are taken and which are kept.</summary>
/// <remarks>
/// Whatever these numbers say, a checkpoint that a pending, running or paused trial would resume from, or that a clone
/// has yet to restore, is never deleted.
/// </remarks>
public sealed record CheckpointPolicy
{
    /// <summary>
    /// Take one every so many iterations; 0 (default) takes them by time and at the scheduler's milestones only.
    /// </summary>
    public int EveryIterations { get; init; }

    /// <summary>
    /// Take one when this much time has passed since the last; default 10 s, zero takes every one offered.
    /// </summary>
    public TimeSpan EveryInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many of the newest to keep for each trial, 1 or more; default 1.</summary>
    public int KeepLast { get; init; } = 1;

    /// <summary>How many of the best to keep for the whole experiment, 0 or more; default 5.</summary>
    public int KeepBest { get; init; } = 5;

    /// <summary>
    /// The most bytes for the whole experiment; null (default) for no limit. Above it, checkpoints go worst first,
    /// whatever <see cref="KeepLast"/> says; the best <see cref="KeepBest"/> and what live trials need stay even then.
    /// </summary>
    public long? QuotaBytes { get; init; }

    /// <summary>Whether a checkpoint that is offered is to be taken.</summary>
    /// <param name="iteration">The iteration it is of.</param>
    /// <param name="milestone">The scheduler's next milestone: it needs one there.</param>
    /// <param name="last">The iteration of the last one taken, or the one the attempt began from.</param>
    /// <param name="since">How long ago that was.</param>
    public bool IsDue(int iteration, int milestone, int last, TimeSpan since) => iteration >= milestone
        || (EveryIterations > 0 && iteration / EveryIterations > last / EveryIterations)
        || since >= EveryInterval;

    /// <summary>What is wrong with these numbers, one sentence each; empty when all is well.</summary>
    public IEnumerable<string> Problems()
    {
        if (EveryIterations < 0)
        {
            yield return $"Checkpoints.EveryIterations is {EveryIterations}; it must be 0 or more.";
        }

        if (EveryInterval < TimeSpan.Zero)
        {
            yield return $"Checkpoints.EveryInterval is {EveryInterval}; it must not be negative.";
        }

        if (KeepLast < 1)
        {
            yield return $"Checkpoints.KeepLast is {KeepLast}; it must be 1 or more.";
        }

        if (KeepBest < 0)
        {
            yield return $"Checkpoints.KeepBest is {KeepBest}; it must be 0 or more.";
        }

        if (QuotaBytes is < 1)
        {
            yield return $"Checkpoints.QuotaBytes is {QuotaBytes}; it must be 1 or more, or absent.";
        }
    }
}
