using Tune.Engine.Metrics;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Search.Bohb;

/// <summary>All configurations seen at one budget, best first. Those without a usable score come last: that a
/// configuration breaks the metric is something learnt.</summary>
internal sealed class BudgetPoints
{
    private readonly List<Standing> _standings = [];
    private readonly List<double[]> _points = [];

    public int Count => _points.Count;

    public void Add(Score score, TrialId trial, double[] point)
    {
        var standing = new Standing(score, trial);
        var at = ~_standings.BinarySearch(standing);
        _standings.Insert(at, standing);
        _points.Insert(at, point);
    }

    /// <summary>The densities of the best share and of the rest.</summary>
    public BohbModel Model(BohbOptions options, int pointsMin, int[] choices)
    {
        var good = Math.Clamp((int)(options.GoodShare * Count), pointsMin, Count - pointsMin);
        return new BohbModel(
            new KernelDensity(_points.GetRange(0, good), choices, options.MinBandwidth),
            new KernelDensity(_points.GetRange(good, Count - good), choices, options.MinBandwidth));
    }
}
