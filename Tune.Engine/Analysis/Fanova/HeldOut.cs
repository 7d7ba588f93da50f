namespace Tune.Engine.Analysis.Fanova;

/// <summary>Judges a forest by the trials each tree was not grown on (out-of-bag, Breiman 2001).</summary>
internal sealed class HeldOut(double[] values)
{
    private readonly double[] _sum = new double[values.Length];
    private readonly int[] _count = new int[values.Length];

    public void Add(RegressionTree tree, double[][] points, int[] sample)
    {
        var seen = new bool[values.Length];
        foreach (var i in sample)
        {
            seen[i] = true;
        }

        for (var i = 0; i < seen.Length; i++)
        {
            if (!seen[i])
            {
                _sum[i] += tree.Predict(points[i]);
                _count[i]++;
            }
        }
    }

    /// <summary>R² over the trials that at least one tree had not seen; NaN if there is none.</summary>
    public double Explained()
    {
        var judged = Enumerable.Range(0, values.Length).Where(i => _count[i] > 0).ToArray();
        if (judged.Length == 0)
        {
            return double.NaN;
        }

        var mean = judged.Average(i => values[i]);
        var spread = judged.Sum(i => (values[i] - mean) * (values[i] - mean));
        var missed = judged.Sum(i => Math.Pow(values[i] - (_sum[i] / _count[i]), 2));
        return spread > 0 ? 1 - (missed / spread) : double.NaN;
    }
}
