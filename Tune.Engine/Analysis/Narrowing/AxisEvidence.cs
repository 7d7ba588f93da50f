using Tune.Engine.Analysis.PedAnova;

namespace Tune.Engine.Analysis.Narrowing;

/// <summary>The trials along one axis, where it is active, in the order of their coordinates.</summary>
internal sealed class AxisEvidence
{
    // So many trials at most are compared pair by pair.
    private const int PairedMax = 400;

    private readonly (double Unit, bool IsTop, int Rank)[] _tried;

    public AxisEvidence(Evidence evidence, int axis, TopTrials top)
    {
        _tried =
        [
            .. Enumerable.Range(0, evidence.Count).Where(row => !double.IsNaN(evidence.Rows[row][axis]))
                .Select(row => (evidence.Rows[row][axis], top[row], evidence.Ranks[row]))
                .OrderBy(each => each.Item1).ThenBy(each => each.Item3),
        ];
        Best = [.. _tried.Where(each => each.IsTop).Select(each => each.Unit)];
        Leader = Best.Length == 0 ? double.NaN : _tried.Where(each => each.IsTop).MinBy(each => each.Rank).Unit;
    }

    /// <summary>Where the best trials lie, rising.</summary>
    public double[] Best { get; }

    /// <summary>Where the best of them lies.</summary>
    public double Leader { get; }

    /// <summary>The share of the trials that are among the best.</summary>
    public double TopShare => (double)Best.Length / _tried.Length;

    /// <summary>How many trials lie in a region.</summary>
    public int Tried(Func<double, bool> region) => _tried.Count(each => region(each.Unit));

    /// <summary>The probability of finding so few of the best among the trials of a region, or fewer, if the region
    /// were like the whole.</summary>
    public double DoubtAbout(Func<double, bool> region)
    {
        var there = _tried.Where(each => region(each.Unit)).ToArray();
        return Binomial.AtMost(there.Count(each => each.IsTop), there.Length, TopShare);
    }

    /// <summary>The probability of finding no better rank than there is among the trials of a region, if the region
    /// were like the whole: two that are among the worst say more than that they are not among the best. 1 where
    /// nothing was tried.</summary>
    public double DoubtByRank(Func<double, bool> region)
    {
        int[] there = [.. _tried.Where(each => region(each.Unit)).Select(each => each.Rank)];
        if (there.Length == 0)
        {
            return 1;
        }

        var first = there.Min();
        return Math.Pow((double)_tried.Count(each => each.Rank >= first) / _tried.Length, there.Length);
    }

    /// <summary>The probability of finding so many of the best within so far from an end, or more, if they lay where
    /// all were tried.</summary>
    public double DoubtAboutEnd(bool atHigh, double reach)
    {
        var near = _tried.Count(each => Distance(each.Unit, atHigh) <= reach);
        var best = Best.Count(unit => Distance(unit, atHigh) <= reach);
        return Binomial.AtLeast(best, Best.Length, (double)near / _tried.Length);
    }

    /// <summary>
    /// Whether results within so far from an end get better towards it: Kendall's tau between distance and rank, with
    /// its normal approximation.
    /// </summary>
    /// <returns>The number of standard deviations; above 0 when nearer is better.</returns>
    public double TrendTowards(bool atHigh, double reach)
    {
        var near = _tried.Where(each => Distance(each.Unit, atHigh) <= reach).ToArray();
        var every = 1 + ((near.Length - 1) / PairedMax);
        near = [.. near.Where((_, i) => i % every == 0)];
        if (near.Length < 3)
        {
            return 0;
        }

        var agreeing = 0;
        for (var i = 0; i < near.Length; i++)
        {
            for (var j = i + 1; j < near.Length; j++)
            {
                var nearer = Distance(near[i].Unit, atHigh).CompareTo(Distance(near[j].Unit, atHigh));
                agreeing += Math.Sign(nearer) * Math.Sign(near[i].Rank.CompareTo(near[j].Rank));
            }
        }

        double n = near.Length;
        return agreeing / Math.Sqrt(n * (n - 1) * ((2 * n) + 5) / 18);
    }

    private static double Distance(double unit, bool atHigh) => atHigh ? 1 - unit : unit;
}
