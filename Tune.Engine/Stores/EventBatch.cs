using Tune.Engine.Experiments;

namespace Tune.Engine.Stores;

/// <summary>Events that follow one another.</summary>
/// <param name="Position">The position of the first.</param>
/// <param name="Events">One or more.</param>
public sealed record EventBatch(long Position, IReadOnlyList<ExperimentEvent> Events)
{
    /// <summary>The position after the last: where to go on.</summary>
    public long Next => Position + Events.Count;
}
