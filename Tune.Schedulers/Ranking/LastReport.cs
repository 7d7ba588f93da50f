using Tune.Engine.Metrics;
using Tune.Engine.Ports;

namespace Tune.Schedulers.Ranking;

/// <summary>Where reports refine one estimate, the last one stands for a trial.</summary>
internal static class LastReport
{
    /// <summary>Whether a trial's last report counts and no earlier one, however good
    /// (<see cref="Objective.Refines"/>). Experiments from before the fifth generation of rules go by the best
    /// one.</summary>
    public static bool Counts(AlgorithmContext context) => context.Rules >= 5 && context.Objective.Refines;
}
