using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;

namespace Tune.Schedulers.Pbt;

/// <summary>A trial at a boundary: a score, the weights it belongs to and the configuration that led there. They are
/// kept together, so that what is copied was never apart.</summary>
/// <param name="Score">The score there; for a clone that has yet to report, its donor's.</param>
/// <param name="Round">The number of the boundary; for a clone, the next one after that at which it copied.</param>
/// <param name="Iteration">The training behind the score.</param>
/// <param name="Checkpoint">The weights; null if they are not safe, or not the trial's own.</param>
/// <param name="Config">The configuration.</param>
internal readonly record struct Snapshot(
    Score Score, int Round, int Iteration, CheckpointRef? Checkpoint, Configuration Config)
{
    /// <summary>Whether others may copy it.</summary>
    public bool CanDonate => Checkpoint is not null && !Score.IsWorst;

    /// <summary>Carries one in an algorithm's memory.</summary>
    public static Snapshot Carry(MemoryCarrier by, Snapshot one) => new(
        by.Score(one.Score), by.Number(one.Round), by.Number(one.Iteration),
        by.Optional(one.Checkpoint, static (by, checkpoint) => by.Checkpoint(checkpoint)), by.Config(one.Config));
}
