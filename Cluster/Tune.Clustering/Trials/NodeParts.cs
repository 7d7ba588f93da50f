using Akka.Actor;
using Tune.Clustering.Children;
using Tune.Clustering.Protocol;
using Tune.Engine.Ports;
using Tune.Gpus;

namespace Tune.Clustering.Trials;

/// <summary>What a node runs trials with.</summary>
/// <param name="Name">The node's name, unique in the cluster.</param>
/// <param name="Capacity">What it offers.</param>
/// <param name="Definitions">Training code by name.</param>
/// <param name="Checkpoints">The checkpoints of an experiment by its name.</param>
/// <param name="WorkFolder">For the attempts' own files; emptied when the node starts.</param>
/// <param name="LogFolder">For what attempts print; null to keep none.</param>
/// <param name="Children">Processes for training code that wants one of its own.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Experiments">Where messages for experiments go, whoever owns them.</param>
internal sealed record NodeParts(
    string Name, NodeCapacity Capacity, IReadOnlyDictionary<string, TrainableDefinition> Definitions,
    Func<string, ICheckpointStore> Checkpoints, string WorkFolder, string? LogFolder,
    ChildPool Children, TimeProvider Clock, Func<IActorRef> Experiments)
{
    /// <summary>The artifacts of an experiment by its name; null where none are kept.</summary>
    public Func<string, IArtifactStore?> Artifacts { get; init; } = static _ => null;

    /// <summary>Its graphics cards as the driver knows them; null where only their number is known.</summary>
    public GpuSet? Cards { get; init; }
}
