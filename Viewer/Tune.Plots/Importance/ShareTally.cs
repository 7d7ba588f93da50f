namespace Tune.Plots.Importance;

/// <summary>Averages the shares of variance over trees.</summary>
internal sealed class ShareTally(int axes)
{
    private readonly double[] _main = new double[axes];
    private readonly double[] _mainSquared = new double[axes];
    private readonly double[] _total = new double[axes];
    private int _trees;

    /// <summary>Adds a tree; one without any split has no variance to share out and is left aside.</summary>
    public void Add(TreeVariance variance)
    {
        if (variance.Whole <= 0)
        {
            return;
        }

        _trees++;
        for (var axis = 0; axis < axes; axis++)
        {
            var share = variance.Main[axis] / variance.Whole;
            _main[axis] += share;
            _mainSquared[axis] += share * share;
            _total[axis] += variance.Total[axis] / variance.Whole;
        }
    }

    public FanovaResult? ToResult(int trials, double explained)
    {
        if (_trees == 0)
        {
            return null;
        }

        double[] main = [.. _main.Select(sum => sum / _trees)];
        return new FanovaResult(
            main,
            [.. _total.Select(sum => sum / _trees)],
            [.. main.Select((mean, axis) => Math.Sqrt(Math.Max(0, (_mainSquared[axis] / _trees) - (mean * mean))))],
            trials,
            explained);
    }
}
