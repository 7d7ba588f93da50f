using Tune.Engine.Analysis.Fanova;
using Tune.Engine.Analysis.PedAnova;
using Tune.Engine.Metrics;

namespace Tune.Engine.Analysis;

/// <summary>Which parameters matter.</summary>
public static class ImportanceAnalysis
{
    /// <summary>The fewest trials with a finite value that an analysis is made from.</summary>
    public const int TrialsMin = 4;

    private const double Fence = 3;

    /// <summary>The importances.</summary>
    /// <returns>Null if fewer than <see cref="TrialsMin"/> trials count, or all have the same value, or nothing varies.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static ImportanceReport? Of(Evidence evidence, ImportanceOptions? options = null)
    {
        var asked = options ?? new ImportanceOptions();
        asked.Check();
        return asked.Method == ImportanceMethod.Fanova ? ByForest(evidence, asked) : ByDensity(evidence, asked);
    }

    /// <summary>The forest behind fANOVA and interactions; null if there is nothing to learn from.</summary>
    internal static Forest? GrowForest(Evidence evidence, ImportanceOptions asked) => Forest.Grow(
        evidence.Dimensions, evidence.Rows, WithoutExtremes(evidence.Values, evidence.Mode),
        new ForestOptions(asked.Trees, Seed: asked.Seed));

    /// <summary>
    /// Moves values beyond Tukey's outer fence on the bad side to the fence: a diverged trial is bad news about its
    /// configuration, but the size of its loss would otherwise be all of the variance.
    /// </summary>
    internal static double[] WithoutExtremes(double[] values, Mode mode)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        if (sorted.Length < TrialsMin)
        {
            return values;
        }

        var (lower, upper) = (sorted[sorted.Length / 4], sorted[3 * sorted.Length / 4]);
        var reach = Fence * (upper - lower);
        return reach <= 0
            ? values
            : Array.ConvertAll(values, value => mode == Mode.Min
                ? value > upper + reach ? upper + reach : value
                : value < lower - reach ? lower - reach : value);
    }

    private static ImportanceReport? ByForest(Evidence evidence, ImportanceOptions asked) =>
        GrowForest(evidence, asked) is { } forest && forest.Shares() is { } shares
            ? Report(
                evidence, asked, 0, forest.Explained, shares.Total,
                (axis, share) => new ParameterImportance(
                    evidence.Dimensions[axis].Name, share, shares.Main[axis], shares.Total[axis],
                    shares.MainSpread[axis]))
            : null;

    private static ImportanceReport? ByDensity(Evidence evidence, ImportanceOptions asked)
    {
        if (evidence.Count < TrialsMin || evidence.Dimensions.Length == 0)
        {
            return null;
        }

        var top = new TopTrials(evidence, asked.TopShare);
        if (top.Count == 0)
        {
            return null;
        }

        double[] main = [.. Enumerable.Range(0, evidence.Dimensions.Length).Select(top.MainOf)];
        return Report(
            evidence, asked, top.Count, main.Sum(), main,
            (axis, share) => new ParameterImportance(
                evidence.Dimensions[axis].Name, share, main[axis], double.NaN, double.NaN));
    }

    private static ImportanceReport Report(
        Evidence evidence, ImportanceOptions asked, int top, double explained, double[] weights,
        Func<int, double, ParameterImportance> make)
    {
        var sum = weights.Sum();
        return new ImportanceReport(
            asked.Method,
            evidence.Target,
            [
                .. weights.Select((weight, axis) => make(axis, sum > 0 ? weight / sum : 0))
                    .OrderByDescending(importance => importance.Share),
            ],
            evidence.Count,
            top,
            explained)
        {
            LeftOut = evidence.LeftOut,
        };
    }
}
