using Tune.Engine.Randomness;

namespace Tune.Engine.Analysis.Fanova;

/// <summary>
/// A random forest whose trees are decomposed exactly: Hutter, Hoos and Leyton-Brown, "An Efficient Approach for
/// Assessing Hyperparameter Importance" (ICML 2014).
/// </summary>
internal sealed class Forest
{
    private readonly int _axes;
    private readonly RegressionTree[] _trees;

    private Forest(int axes, RegressionTree[] trees, int trials, double explained) =>
        (_axes, _trees, Trials, Explained) = (axes, trees, trials, explained);

    /// <summary>How many rows had a finite value.</summary>
    public int Trials { get; }

    /// <summary>R² on trials that a tree had not seen; 1 is perfect, 0 or less is no better than the mean. The shares
    /// mean little where it is low.</summary>
    public double Explained { get; }

    /// <summary>Fits rows of unit coordinates (NaN where inactive) and their values.</summary>
    /// <returns>Null if there are too few finite values or they are all equal.</returns>
    public static Forest? Grow(
        Dimension[] dimensions, IReadOnlyList<double[]> rows, IReadOnlyList<double> values, ForestOptions options)
    {
        var usable = Enumerable.Range(0, rows.Count).Where(i => double.IsFinite(values[i])).ToArray();
        double[] known = [.. usable.Select(i => values[i])];
        if (usable.Length < ImportanceAnalysis.TrialsMin || dimensions.Length == 0 || known.Max() <= known.Min())
        {
            return null;
        }

        double[][] points = [.. usable.Select(i => rows[i])];
        var held = new HeldOut(known);
        var trees = new RegressionTree[options.Trees];
        for (var index = 0; index < options.Trees; index++)
        {
            var random = KeyedRandom.For(options.Seed, "importance/tree", index);
            var filled = FillInactive(points, random);
            var sample = new int[Math.Min(known.Length, options.SampleMax)];
            for (var i = 0; i < sample.Length; i++)
            {
                sample[i] = random.NextInt(known.Length);
            }

            trees[index] = RegressionTree.Grow(dimensions, filled, known, sample, options.LeafMin, random);
            held.Add(trees[index], filled, sample);
        }

        return new Forest(dimensions.Length, trees, known.Length, held.Explained());
    }

    /// <summary>The shares of the variance; null if no tree found anything to divide.</summary>
    /// <param name="paired">The axes of which each pair is wanted, too.</param>
    /// <remarks>Each tree is taken with the next. What two trees have in common is the function; what one has for
    /// itself is the chance of its sample, and would look like interactions.</remarks>
    public ForestShares? Shares(params int[] paired)
    {
        var tally = new ShareTally(_axes, paired);
        for (var tree = 0; tree < _trees.Length; tree++)
        {
            tally.Add(TreeCovariance.Of(_trees[tree], _trees[(tree + 1) % _trees.Length], _axes, paired));
        }

        return tally.ToShares();
    }

    /// <summary>a_U of the paper, averaged over the trees: the mean prediction on two axes, over all others.</summary>
    /// <param name="first">The axis of the first index.</param>
    /// <param name="second">The axis of the second index.</param>
    /// <param name="across">Coordinates on the first axis.</param>
    /// <param name="up">Coordinates on the second axis.</param>
    public double[,] Mean(int first, int second, double[] across, double[] up)
    {
        var mean = new double[across.Length, up.Length];
        foreach (var tree in _trees)
        {
            tree.AddMean(mean, first, second, across, up);
        }

        for (var i = 0; i < mean.Length; i++)
        {
            mean[i / up.Length, i % up.Length] /= _trees.Length;
        }

        return mean;
    }

    private static double[][] FillInactive(double[][] points, KeyedRandom random) =>
    [
        .. points.Select(point => point.Any(double.IsNaN)
            ? [.. point.Select(unit => double.IsNaN(unit) ? random.NextUnit() : Inside(unit))]
            : Array.ConvertAll(point, Inside)),
    ];

    // Boxes are half open, so the upper face of the cube belongs just inside.
    private static double Inside(double unit) => Math.Clamp(unit, 0, Math.BitDecrement(1.0));
}
