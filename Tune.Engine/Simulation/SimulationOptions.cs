using System.Collections.Immutable;

namespace Tune.Engine.Simulation;

/// <summary>The machines of a simulation, and what goes wrong with them. All times are virtual.</summary>
public sealed record SimulationOptions
{
    /// <summary>The machines; default one node with one slot.</summary>
    public ImmutableArray<WorkerGroup> Workers
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [new WorkerGroup(1)];

    /// <summary>From a slot's being given a trial to its first iteration, 0 or more; default 0. Restoring a checkpoint
    /// is in it.</summary>
    public TimeSpan StartDelay { get; init; }

    /// <summary>How long a message takes, either way, 0 or more; default 0. A report that must be answered costs two of
    /// these.</summary>
    public TimeSpan ReportLatency { get; init; }

    /// <summary>How long it takes to write a checkpoint, 0 or more; default 0.</summary>
    public TimeSpan CheckpointTime { get; init; }

    /// <summary>Whether the training writes checkpoints when they are due; default true. Without them no trial can be
    /// paused, and one that breaks starts from nothing.</summary>
    public bool SavesCheckpoints { get; init; } = true;

    /// <summary>The size of a checkpoint, 0 or more; default 1. Counts against the experiment's quota.</summary>
    public long CheckpointBytes { get; init; } = 1;

    /// <summary>The share of iterations that break, somewhere within them, 0 to 1; default 0.</summary>
    public double CrashRate { get; init; }

    /// <summary>The mean time between two losses of one node, above 0; null (default) for never. Exponentially
    /// distributed.</summary>
    public TimeSpan? NodeLossEvery { get; init; }

    /// <summary>How long a lost node stays away, 0 or more; default 10 minutes.</summary>
    public TimeSpan NodeRepair { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long it takes until the loss of a node is noticed, 0 or more; default 20 s.</summary>
    public TimeSpan LossDetection { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The share of an iteration that several slots of one trial do side by side, 0 to 1; default 0.9. With n
    /// slots an iteration takes 1 - share + share / n of its time (Amdahl).</summary>
    public double ParallelShare { get; init; } = 0.9;

    /// <summary>How often stop rules with time limits and the retention of checkpoints are seen to, above 0;
    /// default 10 s.</summary>
    public TimeSpan UpkeepEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>One node with so many slots.</summary>
    public static SimulationOptions With(int slots) => new() { Workers = [new WorkerGroup(1, slots)] };

    /// <summary>What is wrong, one sentence each, naming the field and what is allowed; empty when all is
    /// well.</summary>
    public IEnumerable<string> Problems()
    {
        if (Workers.IsEmpty)
        {
            yield return "Workers is empty; there must be at least one group.";
        }

        foreach (var problem in Workers.SelectMany(group => group.Problems()))
        {
            yield return problem;
        }

        if (!(CrashRate >= 0 && CrashRate <= 1))
        {
            yield return $"CrashRate is {CrashRate}; it must be 0 to 1.";
        }

        if (!(ParallelShare >= 0 && ParallelShare <= 1))
        {
            yield return $"ParallelShare is {ParallelShare}; it must be 0 to 1.";
        }

        if (CheckpointBytes < 0)
        {
            yield return $"CheckpointBytes is {CheckpointBytes}; it must be 0 or more.";
        }

        if (NodeLossEvery <= TimeSpan.Zero)
        {
            yield return $"NodeLossEvery is {NodeLossEvery}; it must be above zero, or absent.";
        }

        if (UpkeepEvery <= TimeSpan.Zero)
        {
            yield return $"UpkeepEvery is {UpkeepEvery}; it must be above zero.";
        }

        foreach (var (name, span) in new[]
            {
                (nameof(StartDelay), StartDelay), (nameof(ReportLatency), ReportLatency),
                (nameof(CheckpointTime), CheckpointTime), (nameof(NodeRepair), NodeRepair),
                (nameof(LossDetection), LossDetection),
            })
        {
            if (span < TimeSpan.Zero)
            {
                yield return $"{name} is {span}; it must not be negative.";
            }
        }
    }
}
