using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>The best report of an experiment that stands; the earliest wins a tie.</summary>
/// <param name="Trial">Who reported it.</param>
/// <param name="Iteration">At which iteration.</param>
/// <param name="Score">Larger is better.</param>
/// <param name="Value">The objective in its own sign.</param>
/// <param name="Config">The trial's configuration at that time.</param>
public sealed record BestResult(TrialId Trial, int Iteration, Score Score, double Value, Configuration Config)
{
    /// <summary>The first of the best trials as a result.</summary>
    public static BestResult Of(Placed first, Objective objective) => new(
        first.Trial, first.Best.Iteration, first.Best.Score, objective.ValueOf(first.Best.Score), first.Best.Config);
}
