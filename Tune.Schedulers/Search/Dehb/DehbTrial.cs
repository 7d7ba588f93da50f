using Tune.Engine.Ports;
using Tune.Schedulers.Search.Carrying;
using Tune.Schedulers.Search.Outcomes;

namespace Tune.Schedulers.Search.Dehb;

/// <summary>What DEHB remembers of a trial that is not over.</summary>
/// <param name="point">Its configuration in the unit cube.</param>
/// <param name="place">The place in every population that it was made for.</param>
internal sealed class DehbTrial(double[] point, int place) : BudgetedTrial(point)
{
    public int Place { get; } = place;

    /// <summary>Carries one in the searcher's memory; null is given while reading.</summary>
    public static DehbTrial Carry(MemoryCarrier by, DehbTrial? one, int places, int dimensions)
    {
        var (point, place) = (by.Point(one?.Point, dimensions), by.Index(one?.Place ?? 0, places));
        one ??= new DehbTrial(point, place);
        one.Carry(by);
        return one;
    }
}
