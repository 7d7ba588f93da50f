using System.Collections.Immutable;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Results;

/// <summary>What pictures are drawn from: an experiment with its curves in memory, live or past.</summary>
/// <param name="Name">The experiment.</param>
/// <param name="Objective">What is optimised.</param>
/// <param name="Space">What was varied.</param>
/// <param name="Trials">In the order of their numbers.</param>
public sealed record ExperimentView(
    string Name, Objective Objective, SearchSpace Space, IReadOnlyList<TrialView> Trials)
{
    /// <summary>All objectives, <c>Objective</c> first; default it alone.</summary>
    public ImmutableArray<Objective> Objectives { get; init; } = [Objective];

    /// <summary>Which of equally good trials came first; null (default) for the lowest number.</summary>
    public TrialId? First { get; init; }

    /// <summary>How many trials there are besides, where only the best are in <c>Trials</c>; default 0.</summary>
    public int Undrawn { get; init; }

    /// <summary>What a result must keep to; default nothing.</summary>
    public ImmutableArray<MetricConstraint> Constraints { get; init; } = [];
}

/// <summary>A trial with the curve of the objective and its attempts.</summary>
/// <param name="Summary">The trial at a glance.</param>
/// <param name="Curve">The objective over the iterations, raw values, in journal order.</param>
/// <param name="Attempts">Its attempts in order.</param>
public sealed record TrialView(
    TrialSummary Summary, IReadOnlyList<CurvePoint> Curve, IReadOnlyList<AttemptSummary> Attempts)
{
    /// <summary>The stretches it was trained in; empty (default) where no trial was ever cloned.</summary>
    public IReadOnlyList<TrialSegment> Segments { get; init; } = [];
}
