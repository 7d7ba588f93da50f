using System.Globalization;
using Tune.Cli.Running;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Hosting.Json;

namespace Tune.Cli.Reading;

/// <summary>Plain text tables with aligned columns: the same on a terminal, in a pipe and in a file.</summary>
internal static class ExperimentTable
{
    /// <summary>What nobody has, title, tags or a time of deletion, has no column.</summary>
    public static IEnumerable<string> Experiments(IReadOnlyCollection<ExperimentSummary> experiments)
    {
        var (title, tags, bin) = (
            experiments.Any(e => e.Title.Length > 0), experiments.Any(e => !e.Tags.IsEmpty),
            experiments.Any(e => e.Deleted is not null));
        return TextTable.Lines(
            [
                "EXPERIMENT", .. Of(title, "TITLE"), "STATE", "TRIALS", "REPORTS", "BEST", "LAST CHANGE (UTC)",
                .. Of(bin, "DELETED (UTC)"), .. Of(tags, "TAGS"),
            ],
            experiments.Select(e => (string[])
            [
                e.Name, .. Of(title, e.Title), e.State, Number(e.Trials), Number(e.Reports), Best(e), Time(e.Last),
                .. Of(bin, e.Deleted is { } deleted ? Time(deleted) : ""),
                .. Of(tags, string.Join(", ", e.Tags.Select(tag => Line($"{tag.Key}={tag.Value}")))),
            ]));
    }

    private static string[] Of(bool isThere, string text) => isThere ? [text] : [];

    private static string Time(Moment at) => at.Utc.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    // A tag may be as long as a page, and have lines.
    private static string Line(string text)
    {
        const int shown = 40;
        var line = string.Concat(text.Take(shown).Select(letter => char.IsControl(letter) ? ' ' : letter));
        return text.Length > shown ? line + "…" : line;
    }

    /// <summary>CONFIG is the one that BEST is from: a clone's LAST may be of another. Further objectives are
    /// as last reported, and so is FEASIBLE.</summary>
    public static IEnumerable<string> Trials(ExperimentSpec spec, IEnumerable<TrialSummary> trials) => TextTable.Lines(
        [
            "TRIAL", "STATUS", "ITERATION", "BEST", "LAST", .. spec.FurtherObjectives.Select(each => each.Metric),
            .. spec.Constraints.IsEmpty ? [] : (string[])["FEASIBLE"], "ATTEMPTS", "TIME", "CONFIG",
        ],
        trials.Select(t => (string[])
        [
            t.Trial.ToString(), t.Status.ToString().ToLowerInvariant(), Number(t.Iteration),
            Value(spec.Objective.ValueOf(t.BestScore)), .. spec.Objectives.Select(each => Last(t, each.Metric)),
            .. spec.Constraints.IsEmpty ? [] : (string[])[Feasible(spec, t.LastMetrics)],
            Number(t.Attempts), RunText.Span(t.Used), RunText.Config(t.BestConfig),
        ]));

    public static IEnumerable<string> Configurations(IEnumerable<ConfigurationSummary> configurations) =>
        TextTable.Lines(
            ["FIRST", "TRIALS", "MEASURED", "MEAN", "SPREAD", "LOWEST", "HIGHEST", "CONFIG"],
            configurations.Select(c => (string[])
            [
                c.Trials[0].ToString(), Number(c.Trials.Length), Number(c.Measured), Value(c.Mean), Value(c.Spread),
                Value(c.Lowest), Value(c.Highest), RunText.Config(c.Config),
            ]));

    public static string Value(double value) =>
        double.IsNaN(value) ? "-" : value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>Whether a report keeps to all constraints.</summary>
    public static string Feasible(ExperimentSpec spec, MetricSet metrics) =>
        metrics.Count == 0 ? "-" : MetricConstraint.Total(spec.Constraints, metrics) > 0 ? "no" : "yes";

    private static string Last(TrialSummary trial, string metric) =>
        Value(trial.LastMetrics.TryGet(metric, out var last) ? last : double.NaN);

    private static string Best(ExperimentSummary experiment) => experiment.Best is { } best
        ? $"{experiment.Spec.Objective.Metric} {Value(best.Value)}"
        : "-";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
