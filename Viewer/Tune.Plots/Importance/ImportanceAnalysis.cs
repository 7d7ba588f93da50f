using Tune.Plots.Charts;
using Tune.Engine.Metrics;

namespace Tune.Plots.Importance;

/// <summary>Prepares an experiment for the functional ANOVA and puts its shares into a report.</summary>
internal static class ImportanceAnalysis
{
    private const double Fence = 3;

    /// <summary>The importances, or null if there are too few trials with different values.</summary>
    public static ImportanceReport? Of(ChartData data)
    {
        Dimension[] dimensions = [.. data.Parameters.Select(parameter => parameter.Dimension)];
        double[][] rows = [.. data.Trials.Select(trial => trial.Unit)];
        var values = WithoutExtremes([.. data.Trials.Select(trial => trial.Value)], data.Objective.Mode);
        if (Fanova.Analyse(dimensions, rows, values, new FanovaOptions()) is not { } result)
        {
            return null;
        }

        return new ImportanceReport(
            [
                .. dimensions.Select((dimension, axis) => new ParameterImportance(
                        dimension.Name, result.Main[axis], result.Total[axis], result.MainSpread[axis]))
                    .OrderByDescending(importance => importance.Total),
            ],
            result.Trials,
            result.Explained);
    }

    /// <summary>
    /// Moves values beyond Tukey's outer fence on the bad side to the fence: a diverged trial is bad news about its
    /// configuration, but the size of its loss would otherwise be all of the variance.
    /// </summary>
    internal static double[] WithoutExtremes(double[] values, Mode mode)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        if (sorted.Length < Fanova.TrialsMin)
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
}
