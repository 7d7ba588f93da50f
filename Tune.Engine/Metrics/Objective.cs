using System.Text.Json.Serialization;

namespace Tune.Engine.Metrics;

/// <summary>What the experiment optimises.</summary>
/// <param name="Metric">The name of a reported metric, 1 to 250 characters.</param>
/// <param name="Mode">Which end is good.</param>
public sealed record Objective(
    [property: JsonRequired] string Metric, [property: JsonRequired] Mode Mode)
{
    /// <summary>
    /// Whether a trial's reports refine one estimate, as the mean over the folds of a cross-validation so far: then the
    /// last report stands for a trial, and only the longest trained can be best, so that two lucky folds do not beat
    /// five. False (default) where each report is a result of its own, as after an epoch of training: then the best
    /// report of all is best, whenever it came.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Refines { get; init; }

    /// <summary>How good a result is among others.</summary>
    /// <param name="iteration">When it was reported.</param>
    /// <param name="score">Its score.</param>
    public ResultRank RankOf(int iteration, Score score) => new(Refines ? iteration : 0, score);

    /// <summary>The score of a report; <see cref="Score.Worst"/> if the metric is missing or not finite.</summary>
    public Score ScoreOf(MetricSet metrics) =>
        metrics.TryGet(Metric, out var raw) ? Score.Of(raw, Mode) : Score.Worst;

    /// <summary>Turns a score back into the metric's own sign; NaN for <see cref="Score.Worst"/>.</summary>
    public double ValueOf(Score score) =>
        score.IsWorst ? double.NaN : Mode == Mode.Max ? score.Value : -score.Value;
}
