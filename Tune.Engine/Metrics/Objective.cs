using System.Text.Json.Serialization;

namespace Tune.Engine.Metrics;

/// <summary>What the experiment optimises.</summary>
/// <param name="Metric">The name of a reported metric, 1 to 250 characters.</param>
/// <param name="Mode">Which end is good.</param>
public sealed record Objective(
    [property: JsonRequired] string Metric, [property: JsonRequired] Mode Mode)
{
    /// <summary>The score of a report; <see cref="Score.Worst"/> if the metric is missing or not finite.</summary>
    public Score ScoreOf(MetricSet metrics) =>
        metrics.TryGet(Metric, out var raw) ? Score.Of(raw, Mode) : Score.Worst;

    /// <summary>Turns a score back into the metric's own sign; NaN for <see cref="Score.Worst"/>.</summary>
    public double ValueOf(Score score) =>
        score.IsWorst ? double.NaN : Mode == Mode.Max ? score.Value : -score.Value;
}
