using Tune.Engine.Randomness;

namespace Tune.Plots.Importance;

/// <summary>
/// Hyperparameter importance by functional ANOVA on a random forest: Hutter, Hoos and Leyton-Brown, "An Efficient
/// Approach for Assessing Hyperparameter Importance" (ICML 2014).
/// </summary>
/// <remarks>
/// The forest is fitted to (unit cube, value) and decomposed tree by tree, see <see cref="TreeVariance"/>; the shares
/// are averaged over the trees. Log and quantised parameters are therefore judged on the scale they are sampled on.
/// Differences to the paper: an inactive conditional parameter (NaN) is given a value drawn anew for every tree, so
/// that it is independent of the outcome where it is inactive and its effect appears as an interaction with its
/// parent; besides main effects, total effects are reported.
/// </remarks>
internal static class Fanova
{
    /// <summary>The fewest trials with a finite value that an analysis is made from.</summary>
    public const int TrialsMin = 4;

    /// <summary>Analyses rows of unit coordinates (NaN where inactive) and their values.</summary>
    /// <returns>The shares by axis, or null if there are too few finite values or they are all equal.</returns>
    public static FanovaResult? Analyse(
        Dimension[] dimensions, IReadOnlyList<double[]> rows, IReadOnlyList<double> values, FanovaOptions options)
    {
        var usable = Enumerable.Range(0, rows.Count).Where(i => double.IsFinite(values[i])).ToArray();
        double[] known = [.. usable.Select(i => values[i])];
        if (usable.Length < TrialsMin || dimensions.Length == 0 || known.Max() <= known.Min())
        {
            return null;
        }

        double[][] points = [.. usable.Select(i => rows[i])];
        var shares = new ShareTally(dimensions.Length);
        var held = new HeldOut(known);
        for (var index = 0; index < options.Trees; index++)
        {
            var random = KeyedRandom.For(options.Seed, "importance/tree", index);
            var filled = FillInactive(points, random);
            var sample = new int[Math.Min(known.Length, options.SampleMax)];
            for (var i = 0; i < sample.Length; i++)
            {
                sample[i] = random.NextInt(known.Length);
            }

            var tree = RegressionTree.Grow(dimensions, filled, known, sample, options.LeafMin, random);
            held.Add(tree, filled, sample);
            shares.Add(TreeVariance.Of(tree, dimensions.Length));
        }

        return shares.ToResult(usable.Length, held.Explained());
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
