using Akka.Cluster.Sharding;
using Tune.Clustering.Experiments;

namespace Tune.Hosting.Running;

/// <summary>Which entity a message is for. The number of shards is part of where an experiment lives: it must never
/// change.</summary>
internal sealed class ExperimentExtractor() : HashCodeMessageExtractor(Shards)
{
    private const int Shards = 32;

    public override string? EntityId(object message) => (message as IExperimentMessage)?.Experiment;
}
