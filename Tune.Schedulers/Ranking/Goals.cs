using Tune.Engine.Metrics;
using Tune.Engine.Ports;

namespace Tune.Schedulers.Ranking;

/// <summary>The objectives of an experiment as numbers of which more is better.</summary>
internal sealed class Goals(AlgorithmContext context)
{
    /// <summary>One number for each objective; negative infinity for what was not measured.</summary>
    public double[] Of(MetricSet metrics)
    {
        var values = new double[context.Objectives.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = context.Objectives[i].ScoreOf(metrics).Value;
        }

        return values;
    }

    /// <summary>The objectives, where one score does not say which of two results is better: there are several
    /// objectives, or constraints. Otherwise null.</summary>
    public static Goals? Beyond(AlgorithmContext context) =>
        context.Objectives.Length > 1 || !context.Constraints.IsEmpty ? new Goals(context) : null;

    /// <summary>The report, without a usable score if an objective is missing.</summary>
    public Observation Checked(in Observation seen) =>
        AreUsable(Of(seen.Metrics)) ? seen : seen with { Score = Score.Worst };

    /// <summary>The names of the objectives, for sentences.</summary>
    public string Names => string.Join(" or ", context.Objectives.Select(objective => objective.Metric));

    /// <summary>Whether all of them were measured.</summary>
    public static bool AreUsable(ReadOnlySpan<double> values) => !values.Contains(double.NegativeInfinity);
}
