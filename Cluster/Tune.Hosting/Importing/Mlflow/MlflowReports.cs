using System.Globalization;
using Tune.Engine.Metrics;

namespace Tune.Hosting.Importing.Mlflow;

/// <summary>
/// The metrics of a run by step. One that was logged once and without a step, which MLflow keeps as step 0, belongs to
/// the step the run had reached by then: what a program measures at its end is no measure of its beginning.
/// </summary>
internal static class MlflowReports
{
    /// <summary>The reports, with rising steps.</summary>
    /// <exception cref="ImportException">A step has more metrics than a report, or one of a name that none has.
    /// </exception>
    public static IReadOnlyList<ImportedReport> Of(
        MlflowRun run, IReadOnlyDictionary<string, IReadOnlyList<MlflowPoint>> histories)
    {
        var reached = Reached(histories.Values);
        var steps = new SortedDictionary<long, SortedDictionary<string, MlflowPoint>>();
        foreach (var (metric, points) in histories)
        {
            foreach (var point in points)
            {
                var step = points.Count == 1 && point.Step == 0 ? At(reached, point.Time) : point.Step;
                if (!steps.TryGetValue(step, out var values))
                {
                    steps[step] = values = new SortedDictionary<string, MlflowPoint>(StringComparer.Ordinal);
                }

                // Of one step the latest stands.
                if (!values.TryGetValue(metric, out var other) || point.Time >= other.Time)
                {
                    values[metric] = point;
                }
            }
        }

        return [.. steps.Select(step => Report(run, step.Key, step.Value))];
    }

    private static ImportedReport Report(MlflowRun run, long step, SortedDictionary<string, MlflowPoint> values)
    {
        try
        {
            return new ImportedReport(
                step, MlflowTime.Of(values.Values.Max(point => point.Time)),
                MetricSet.Of([.. values.Select(each => new MetricValue(each.Key, each.Value.Value))]));
        }
        catch (ArgumentException refused)
        {
            throw new ImportException(
                string.Create(CultureInfo.InvariantCulture, $"{run.Origin}, step {step}: {refused.Message}"), refused);
        }
    }

    // The times at which a run got further, each with the step it had reached.
    private static List<(long Time, long Step)> Reached(IEnumerable<IReadOnlyList<MlflowPoint>> histories)
    {
        var reached = new List<(long Time, long Step)>();
        foreach (var point in histories.SelectMany(points => points).Where(point => point.Step > 0)
            .OrderBy(point => point.Time))
        {
            if (reached.Count == 0 || point.Step > reached[^1].Step)
            {
                reached.Add((point.Time, point.Step));
            }
        }

        return reached;
    }

    private static long At(List<(long Time, long Step)> reached, long time)
    {
        var at = reached.FindLastIndex(each => each.Time <= time);
        return at < 0 ? 0 : reached[at].Step;
    }
}
