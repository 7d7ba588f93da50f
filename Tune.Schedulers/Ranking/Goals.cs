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

    /// <summary>Whether all of them were measured.</summary>
    public static bool AreUsable(ReadOnlySpan<double> values) => !values.Contains(double.NegativeInfinity);
}
