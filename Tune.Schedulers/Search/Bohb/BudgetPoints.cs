using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;
using Tune.Schedulers.Search.Carrying;

namespace Tune.Schedulers.Search.Bohb;

/// <summary>All configurations seen at one budget, best first: what keeps to the constraints, then what breaks them, by
/// how much. Those without a usable score come last: that a configuration breaks the metric is something learnt.
/// </summary>
internal sealed class BudgetPoints
{
    private readonly List<(Stratum Stratum, Standing Standing)> _places = [];
    private readonly List<double[]> _points = [];

    public int Count => _points.Count;

    /// <summary>Carries one in the searcher's memory; null is given while reading.</summary>
    public static BudgetPoints Carry(MemoryCarrier by, BudgetPoints? one, int dimensions)
    {
        one ??= new BudgetPoints();
        by.List(one._places, static (by, place) => (
            Stratum.Carry(by, place.Stratum), Standing.Carry(by, place.Standing)));
        by.List(one._points, (by, point) => by.Point(point, dimensions));
        return one._places.Count == one._points.Count
            ? one
            : throw new InvalidDataException($"{one._places.Count} places and {one._points.Count} points");
    }

    public void Add(in Observation seen, double[] point)
    {
        var place = (Stratum.Of([seen.Score.Value], seen.Violation), new Standing(seen.Score, seen.Trial));
        var at = ~_places.BinarySearch(place);
        _places.Insert(at, place);
        _points.Insert(at, point);
    }

    /// <summary>Forgets a trial, if it is there.</summary>
    public void Remove(TrialId trial)
    {
        if (_places.FindIndex(place => place.Standing.Trial == trial) is var at and >= 0)
        {
            _places.RemoveAt(at);
            _points.RemoveAt(at);
        }
    }

    /// <summary>The densities of the best share and of the rest.</summary>
    /// <param name="options">The share.</param>
    /// <param name="pointsMin">How many points either needs; there must be as many, and twice as many with those that
    /// failed.</param>
    /// <param name="choices">For each coordinate how many choices it has, 0 for an ordered one.</param>
    /// <param name="failed">Points that are bad without a result.</param>
    public BohbModel Model(BohbOptions options, int pointsMin, int[] choices, List<double[]> failed)
    {
        var all = Count + failed.Count;
        var most = Math.Min(Count, all - pointsMin);
        var good = Math.Clamp((int)(options.GoodShare * all), pointsMin, most);
        return new BohbModel(
            new KernelDensity(_points.GetRange(0, good), choices, options.MinBandwidth),
            new KernelDensity([.. _points[good..], .. failed], choices, options.MinBandwidth));
    }
}
