namespace Tune.Engine.Analysis.Fanova;

/// <summary>Adds up the variance that pairs of trees have in common, and shares it out.</summary>
internal sealed class ShareTally(int axes, int[] paired)
{
    private readonly double[] _main = new double[axes];
    private readonly double[] _total = new double[axes];
    private readonly double[,] _pairs = new double[paired.Length, paired.Length];
    private readonly List<TreeCovariance> _seen = [];
    private double _whole;

    /// <summary>Adds two trees.</summary>
    public void Add(TreeCovariance covariance)
    {
        _seen.Add(covariance);
        _whole += covariance.Whole;
        for (var axis = 0; axis < axes; axis++)
        {
            _main[axis] += covariance.Main[axis];
            _total[axis] += covariance.Total[axis];
        }

        for (var i = 0; i < _pairs.Length; i++)
        {
            var (first, second) = (i / paired.Length, i % paired.Length);
            _pairs[first, second] += covariance.Pairs[first, second];
        }
    }

    /// <summary>The shares; null if the trees have nothing in common.</summary>
    public ForestShares? ToShares()
    {
        if (!(_whole > 0))
        {
            return null;
        }

        double[] main = [.. _main.Select(sum => Math.Clamp(sum / _whole, 0, 1))];
        var pairs = new double[paired.Length, paired.Length];
        for (var i = 0; i < pairs.Length; i++)
        {
            var (first, second) = (i / paired.Length, i % paired.Length);
            pairs[first, second] = Math.Clamp(_pairs[first, second] / _whole, 0, 1);
        }

        return new ForestShares(
            main,
            [.. _total.Select((sum, axis) => Math.Clamp(sum / _whole, main[axis], 1))],
            [.. Enumerable.Range(0, axes).Select(SpreadOf)],
            pairs);
    }

    private double SpreadOf(int axis)
    {
        double[] shares = [.. _seen.Where(each => each.Whole > 0).Select(each => each.Main[axis] / each.Whole)];
        var mean = shares.Average();
        return Math.Sqrt(shares.Average(share => (share - mean) * (share - mean)));
    }
}
