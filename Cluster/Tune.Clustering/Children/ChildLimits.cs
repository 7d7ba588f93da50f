using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Children;

/// <summary>What an attempt in a child process may take before it is killed.</summary>
internal sealed record ChildLimits
{
    /// <summary>The most resident memory of the process and all it starts, in bytes; null (default) for no
    /// limit.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>The longest silence between two reports, and before the first; null (default) for no limit. Time in
    /// which the attempt waits for an answer does not count.</summary>
    public TimeSpan? NoProgress { get; init; }

    /// <summary>How long it may take to leave after it was told to; default 30 s. Time in which it waits for its
    /// checkpoint to be stored does not count.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The limits an experiment asks for.</summary>
    public static ChildLimits Of(Resources resources, TrialLimits limits) => new()
    {
        MemoryBytes = resources.MemoryBytes,
        NoProgress = limits.NoProgress,
        StopGrace = limits.StopGrace,
    };
}
