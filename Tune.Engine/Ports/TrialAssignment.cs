using System.Globalization;
using Tune.Engine.Checkpoints;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Ports;

/// <summary>All an attempt needs to know.</summary>
public sealed record TrialAssignment
{
    /// <summary>The experiment's name.</summary>
    public required string Experiment { get; init; }

    /// <summary>The trial.</summary>
    public required TrialId Trial { get; init; }

    /// <summary>The attempt.</summary>
    public required Attempt Attempt { get; init; }

    /// <summary>The configuration to train with.</summary>
    public required Configuration Config { get; init; }

    /// <summary>The trial's own seed: a function of the experiment's seed and the trial's number, the same in every
    /// attempt.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The name of the objective's metric.</summary>
    public required string Metric { get; init; }

    /// <summary>A folder for the attempt's own files; exists, is empty, is deleted afterwards.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder of the checkpoint to start from, verified, not to be written to; null for none.</summary>
    public string? From { get; init; }

    /// <summary>The iteration of that checkpoint; 0 for none.</summary>
    public int FromIteration { get; init; }

    /// <summary>The first iteration whose report must wait for its answer and carry a checkpoint.</summary>
    public int Milestone { get; init; } = 1;

    /// <summary>When to take checkpoints.</summary>
    public CheckpointPolicy Checkpoints { get; init; } = new();

    /// <summary>What the attempt has been given of its node: what one slot stands for, as many times as it has
    /// slots.</summary>
    public Resources Resources { get; init; } = new();

    /// <summary>The nodes and slots that run it; the first one leads.</summary>
    public Allocation Where { get; init; }

    /// <summary>How many threads to compute with, 1 or more.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The graphics cards that are this attempt's own, as numbered by the node; empty for none.</summary>
    public IReadOnlyList<int> Gpus { get; init; } = [];

    /// <summary>The same cards by the names that <c>CUDA_VISIBLE_DEVICES</c> takes, such as <c>GPU-8f2e…</c>, in the
    /// order of <see cref="Gpus"/>; empty where the node knows no more of them than their numbers.</summary>
    public IReadOnlyList<string> Cards { get; init; } = [];

    /// <summary>What <c>CUDA_VISIBLE_DEVICES</c> is to be for this attempt and what it starts; empty for no
    /// card.</summary>
    public string VisibleCards => string.Join(
        ',', Cards.Count > 0 ? Cards : Gpus.Select(gpu => gpu.ToString(CultureInfo.InvariantCulture)));
}
