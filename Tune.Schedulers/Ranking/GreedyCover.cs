using Tune.Engine.Pareto;

namespace Tune.Schedulers.Ranking;

/// <summary>
/// A few of many points, always the one taken next that adds the most volume; and whether they would be the same with
/// one point more, which is quicker than to take them anew.
/// </summary>
/// <remarks>
/// Guerreiro, Fonseca and Paquete, "Greedy Hypervolume Subset Selection in Low Dimensions", 2016: at least 1 - 1/e of
/// the best. What a point adds only shrinks while others are taken, so a point is looked at again only when its old
/// number would win.
/// </remarks>
internal sealed class GreedyCover
{
    // By so much two volumes may differ for rounding alone: all are between 0 and 1.
    private const double Blur = 1e-12;

    private readonly FrontScale _scale;
    private readonly double[] _reference;
    private readonly List<double[]> _taken = [];
    private readonly List<double> _gains = [];
    private readonly List<int> _picks = [];

    /// <param name="points">One or more; objectives turned so that larger is better, all finite.</param>
    /// <param name="count">How many to take, up to all of them.</param>
    public GreedyCover(IReadOnlyList<double[]> points, int count)
    {
        (_scale, _reference) = (new FrontScale(points), new double[points[0].Length]);
        double[][] scaled = [.. points.Select(_scale.Place)];
        var queue = new PriorityQueue<int, (double Less, int At)>(points.Count);
        for (var i = 0; i < points.Count; i++)
        {
            queue.Enqueue(i, (-Hypervolume.Added(scaled[i], [], _reference), i));
        }

        var known = new int[points.Count];
        while (_picks.Count < count && queue.TryDequeue(out var best, out var by))
        {
            if (known[best] == _picks.Count)
            {
                _picks.Add(best);
                _taken.Add(scaled[best]);
                _gains.Add(-by.Less);
                continue;
            }

            known[best] = _picks.Count;
            queue.Enqueue(best, (-Hypervolume.Added(scaled[best], _taken, _reference), best));
        }
    }

    /// <summary>The positions of those taken, in the order taken. Equals are taken in the order given.</summary>
    public IReadOnlyList<int> Picks => _picks;

    /// <summary>Whether the same are taken without one that was not taken.</summary>
    public bool StaysWithout(double[] point) => !_scale.IsEnd(point);

    /// <summary>Whether the same are taken with one point more. In doubt it is false.</summary>
    /// <param name="point">The point.</param>
    /// <param name="isLast">Whether it comes after all others in the order of the points.</param>
    public bool StaysWith(double[] point, bool isLast)
    {
        if (!_scale.Spans(point))
        {
            return false;
        }

        var (scaled, before) = (_scale.Place(point), new List<double[]>(_taken.Count));
        if (isLast && _taken.Exists(one => one.AsSpan().SequenceEqual(scaled)))
        {
            // Its equal comes first, and beside that one it adds nothing.
            return true;
        }

        for (var k = 0; k < _picks.Count; k++)
        {
            var gain = Hypervolume.Added(scaled, before, _reference);
            if (gain < _gains[^1] - Blur)
            {
                return true;
            }

            // Of those that add nothing at all the first is taken.
            if (gain >= _gains[k] - Blur && !(isLast && gain == 0 && _gains[k] == 0))
            {
                return false;
            }

            before.Add(_taken[k]);
        }

        return true;
    }
}
