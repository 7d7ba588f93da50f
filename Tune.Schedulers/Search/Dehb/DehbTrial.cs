using Tune.Schedulers.Search.Outcomes;

namespace Tune.Schedulers.Search.Dehb;

/// <summary>What DEHB remembers of a trial that is not over.</summary>
/// <param name="point">Its configuration in the unit cube.</param>
/// <param name="place">The place in every population that it was made for.</param>
internal sealed class DehbTrial(double[] point, int place) : BudgetedTrial(point)
{
    public int Place { get; } = place;
}
