using Tune.Engine.Experiments;

namespace Tune.Clustering.Nodes;

/// <summary>
/// The latest owner this node has heard of each experiment, and how often an earlier one was refused. Safe for many
/// threads: the node's agent and those of its experiments share it.
/// </summary>
internal sealed class HeardOwners
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (OwnerEpoch Latest, long Refused)> _experiments = new(StringComparer.Ordinal);

    /// <summary>An owner speaks.</summary>
    /// <returns>Whether it has a say: there is no later one.</returns>
    public bool Hear(string experiment, OwnerEpoch epoch)
    {
        lock (_gate)
        {
            var (latest, refused) = _experiments.GetValueOrDefault(experiment);
            var isHeard = epoch >= latest;
            _experiments[experiment] = isHeard ? (epoch, refused) : (latest, refused + 1);
            return isHeard;
        }
    }

    /// <summary>The latest owner that has spoken, and how many orders of earlier ones were refused.</summary>
    public (OwnerEpoch Latest, long Refused) Of(string experiment)
    {
        lock (_gate)
        {
            return _experiments.GetValueOrDefault(experiment);
        }
    }
}
