using Tune.Engine.Randomness;
using Tune.Schedulers.Search.Sobol;

namespace Tune.Schedulers.Search.Gp;

/// <summary>
/// Looks for the most promising point: many points that fill the space, many around the best known ones, and from the
/// most promising of them uphill, along the gradient where coordinates are smooth and value by value where they are
/// not.
/// </summary>
internal sealed class AcquisitionSearch
{
    private const int Spread = 512;
    private const int Near = 256;
    private const int Starts = 5;
    private const int Rounds = 3;
    private const double ChangesExpected = 20;
    private static readonly double[] s_reaches = [0.2, 0.05, 0.0125];

    private readonly GpSpace _space;
    private readonly SobolSequence? _sequence;

    public AcquisitionSearch(GpSpace space, ulong seed)
    {
        _space = space;
        _sequence = space.Dimensions <= SobolOptions.DimensionsMax ? new SobolSequence(space.Dimensions, seed) : null;
    }

    /// <summary>Promising points, the most promising first.</summary>
    /// <param name="acquisition">How promising a point is.</param>
    /// <param name="centres">The best known points, the best first.</param>
    /// <param name="turn">Which part of the quasi-random sequence to take.</param>
    /// <param name="random">For all else.</param>
    public List<(double[] Point, double Value)> Run(
        IAcquisition acquisition, IReadOnlyList<double[]> centres, long turn, KeyedRandom random)
    {
        var spread = Enumerable.Range(0, Spread).Select(i => Scatter((turn * Spread) + i, random));
        var near = Enumerable.Range(0, centres.Count == 0 ? 0 : Near)
            .Select(i => Around(centres[i % centres.Count], s_reaches[i / centres.Count % s_reaches.Length], random));
        var far = Sorted(spread, acquisition);
        var close = Sorted(centres.Concat(near), acquisition);
        var starts = far.Take(2).Concat(close.Take(Starts - 2)).ToList();
        var found = starts.Select(start => Climb(acquisition, start)).Concat(far.Take(16)).Concat(close.Take(16));
        return [.. found.OrderByDescending(candidate => candidate.Value)];
    }

    private static BoxMinimizer Uphill(int size) => new(new double[size], [.. Enumerable.Repeat(1.0, size)])
    {
        EvaluationsMax = 40, Tolerance = 1e-3, GainMin = 1e-5, FirstStep = 0.02,
    };

    private static List<(double[] Point, double Value)> Sorted(
        IEnumerable<double[]> points, IAcquisition acquisition) =>
        [.. points.Select(point => (point, acquisition.Value(point))).OrderByDescending(candidate => candidate.Item2)];

    private double[] Scatter(long index, KeyedRandom random)
    {
        Span<double> unit = stackalloc double[_space.Dimensions];
        if (_sequence is not null)
        {
            _sequence.Fill(index, unit);
        }
        else
        {
            foreach (ref var coordinate in unit)
            {
                coordinate = random.NextUnit();
            }
        }

        return _space.FromUnit(unit);
    }

    // Some coordinates of a point changed a little: in many dimensions a change of all of them leads nowhere.
    private double[] Around(double[] centre, double reach, KeyedRandom random)
    {
        var point = (double[])centre.Clone();
        point[^1] = 1;
        var share = Math.Min(1, ChangesExpected / _space.Dimensions) * random.NextUnit();
        var always = random.NextInt(_space.Dimensions);
        for (var c = 0; c < _space.Dimensions; c++)
        {
            if ((c != always && random.NextUnit() >= share) || !_space.IsActive(point, c))
            {
                continue;
            }

            point[c] = _space.Columns.IsChoice[c]
                ? _space.Levels[c][random.NextInt(_space.Levels[c].Length)]
                : Math.Clamp(point[c] + (reach * random.NextNormal()), 0, 1);
        }

        _space.Settle(point);
        return point;
    }

    private (double[] Point, double Value) Climb(IAcquisition acquisition, (double[] Point, double Value) start)
    {
        var (point, value) = ((double[])start.Point.Clone(), start.Value);
        for (var round = 0; round < Rounds; round++)
        {
            var before = value;
            value = ClimbSmooth(acquisition, point, value);
            var smooth = value;
            value = ClimbSteps(acquisition, point, value);
            if (value == smooth || value - before < 1e-3)
            {
                break;
            }
        }

        return (point, value);
    }

    private double ClimbSmooth(IAcquisition acquisition, double[] point, double value)
    {
        int[] free = [.. Enumerable.Range(0, _space.Dimensions)
            .Where(c => _space.IsSmooth[c] && _space.IsActive(point, c))];
        if (free.Length == 0)
        {
            return value;
        }

        var moved = (double[])point.Clone();
        var gradient = new double[_space.Columns.Count];
        var place = Array.ConvertAll(free, c => point[c]);
        Uphill(free.Length).Run(place, (at, slopes) =>
        {
            Put(at, free, moved);
            var height = acquisition.Value(moved, gradient);
            for (var i = 0; i < free.Length; i++)
            {
                slopes[i] = -gradient[free[i]];
            }

            return -height;
        });
        Put(place, free, moved);
        _space.Settle(moved);
        var reached = acquisition.Value(moved);
        if (reached > value)
        {
            moved.CopyTo(point, 0);
            return reached;
        }

        return value;
    }

    private static void Put(ReadOnlySpan<double> numbers, int[] coordinates, double[] point)
    {
        for (var i = 0; i < coordinates.Length; i++)
        {
            point[coordinates[i]] = numbers[i];
        }
    }

    // Each coordinate with few values in turn takes the best of them.
    private double ClimbSteps(IAcquisition acquisition, double[] point, double value)
    {
        var tried = new double[point.Length];
        for (var c = 0; c < _space.Dimensions; c++)
        {
            if (!_space.IsActive(point, c))
            {
                continue;
            }

            var best = (double[])point.Clone();
            foreach (var level in _space.Levels[c])
            {
                point.CopyTo(tried, 0);
                tried[c] = level;
                _space.Settle(tried);
                var reached = level == point[c] ? value : acquisition.Value(tried);
                if (reached > value)
                {
                    value = reached;
                    tried.CopyTo(best, 0);
                }
            }

            best.CopyTo(point, 0);
        }

        return value;
    }
}
