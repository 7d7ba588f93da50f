using Tune.Engine.Pareto;

namespace Tune.Schedulers.Ranking;

/// <summary>
/// The best of many points: whole fronts, the nearest first, and of the front that no longer fits the subset that
/// covers the most volume. With one point more only those that were in these fronts are looked at again, and mostly
/// none.
/// </summary>
/// <remarks>A point that comes can only push others back. So what was behind the fronts that matter stays behind them,
/// and what one of the last of these dominates is not of interest.</remarks>
internal sealed class FrontLeaders
{
    private readonly int _room;
    private readonly int _fronts;

    // The fronts that fit, by number; the last of them; and the one that room ends in.
    private readonly SortedList<int, double[]> _ahead = [];
    private readonly double[][] _before;
    private readonly SortedList<int, double[]> _last;
    private readonly GreedyCover? _cover;

    private FrontLeaders(IReadOnlyList<SortedList<int, double[]>> fronts, int room)
    {
        (_room, _fronts, _last) = (room, fronts.Count, fronts[^1]);
        _before = fronts.Count > 1 ? [.. fronts[^2].Values] : [];
        var best = new List<KeyValuePair<int, double[]>>(room);
        foreach (var front in fronts.SkipLast(1))
        {
            best.AddRange(front);
            foreach (var (number, point) in front)
            {
                _ahead.Add(number, point);
            }
        }

        var left = room - best.Count;
        _cover = _last.Count > left ? new GreedyCover([.. _last.Values], left) : null;
        best.AddRange(_cover?.Picks.Select(
            k => KeyValuePair.Create(_last.GetKeyAtIndex(k), _last.GetValueAtIndex(k))) ?? _last);
        Best = Weighed(best);
    }

    /// <summary>The best by number, as many as there is room for, and how much each weighs.</summary>
    public IReadOnlyList<KeyValuePair<int, double>> Best { get; }

    /// <summary>The best of points.</summary>
    /// <param name="points">By number, more than there is room for; objectives turned so that larger is better, all
    /// finite.</param>
    /// <param name="room">How many, 1 or more.</param>
    public static FrontLeaders Of(SortedList<int, double[]> points, int room) => TryOf(points, room, int.MaxValue)!;

    /// <summary>What so many points weigh if there is room for all.</summary>
    public static IReadOnlyList<KeyValuePair<int, double>> Weighed(
        IReadOnlyList<KeyValuePair<int, double[]>> points)
    {
        var shares = HypervolumeShares.Of([.. points.Select(one => one.Value)]);
        return [.. points.Select((one, k) => KeyValuePair.Create(one.Key, shares[k]))];
    }

    /// <summary>Whether so much room is what these were chosen for.</summary>
    public bool IsFor(int room) => room == _room;

    /// <summary>Whether a point has a place in the fronts that matter.</summary>
    public bool Holds(int number) => _ahead.ContainsKey(number) || _last.ContainsKey(number);

    /// <summary>The best with one point more.</summary>
    /// <returns>Null if all points have to be looked at again.</returns>
    public FrontLeaders? With(int number, double[] point)
    {
        if (_last.Values.Any(one => Dominance.Dominates(one, point)))
        {
            return this;
        }

        if ((_fronts == 1 || Array.Exists(_before, one => Dominance.Dominates(one, point)))
            && JoinsTheLast(number, point))
        {
            return this;
        }

        var points = new SortedList<int, double[]>(_ahead.Count + _last.Count + 1) { { number, point } };
        foreach (var (other, known) in _ahead.Concat(_last))
        {
            points.Add(other, known);
        }

        return TryOf(points, _room, _fronts);
    }

    // Of the fronts after these many not all points may be there.
    private static FrontLeaders? TryOf(SortedList<int, double[]> points, int room, int frontsMax)
    {
        var ranks = ParetoFront.Ranks([.. points.Values]);
        var (fronts, count) = (new List<SortedList<int, double[]>>(), 0);
        foreach (var front in Enumerable.Range(0, ranks.Length).GroupBy(i => ranks[i]).OrderBy(front => front.Key))
        {
            if (count >= room || fronts.Count == frontsMax)
            {
                break;
            }

            var members = new SortedList<int, double[]>();
            foreach (var i in front)
            {
                members.Add(points.GetKeyAtIndex(i), points.GetValueAtIndex(i));
            }

            fronts.Add(members);
            count += members.Count;
        }

        return count >= room ? new FrontLeaders(fronts, room) : null;
    }

    // It may if who is taken from the last front stays the same.
    private bool JoinsTheLast(int number, double[] point)
    {
        if (_cover is null || !_cover.StaysWith(point, number > _last.GetKeyAtIndex(_last.Count - 1)))
        {
            return false;
        }

        var pushed = _last.Where(one => Dominance.Dominates(point, one.Value)).ToArray();
        if (Array.Exists(pushed, one => IsTaken(one.Key) || !_cover.StaysWithout(one.Value)))
        {
            return false;
        }

        foreach (var (other, _) in pushed)
        {
            _last.Remove(other);
        }

        _last.Add(number, point);
        return true;
    }

    private bool IsTaken(int number) => Best.Any(one => one.Key == number);
}
