using System.Collections.Immutable;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;

namespace Tune.Engine.Ports;

/// <summary>What an algorithm may know of its experiment when it is made.</summary>
/// <param name="Seed">The experiment's seed: the only source of chance.</param>
/// <param name="Space">The search space.</param>
/// <param name="Objective">What is optimised.</param>
/// <param name="Trials">How many trials were asked for; null if only time or the space limits them.</param>
/// <param name="GivenPoints">How many of the first trials take their configuration from the user and not from the
/// searcher.</param>
public sealed record AlgorithmContext(
    ulong Seed, SearchSpace Space, Objective Objective, int? Trials, int GivenPoints = 0)
{
    /// <summary>Everything that is optimised, one or more; the first is <see cref="Objective"/>.</summary>
    public ImmutableArray<Objective> Objectives { get; init; } = [Objective];

    /// <summary>What feasible results keep to; often empty. <see cref="Observation.Violation"/> sums it up.</summary>
    public ImmutableArray<MetricConstraint> Constraints { get; init; } = [];

    /// <summary>By which generation of rules the experiment decides (ARCHITECTURE.md, D28): an algorithm that proposes
    /// otherwise than an earlier version did asks for it, so that a recorded history is decided again as it was.
    /// Default the latest.</summary>
    public int Rules { get; init; } = int.MaxValue;
}
