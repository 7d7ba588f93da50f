using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;

namespace Tune.Storage.Export;

/// <summary>
/// Trials as CSV, a line each: <c>trial,status,attempts,failures,reports,iteration,best,best_iteration,seconds,why</c>,
/// then the last value of every metric any trial has reported, then every parameter of the space as it was at the best
/// report. A column whose name is taken gets its kind in front, as in <c>metric/seconds</c>.
/// </summary>
public static class TrialTable
{
    private static readonly string[] Fixed =
    [
        "trial", "status", "attempts", "failures", "reports", "iteration", "best", "best_iteration", "seconds", "why",
    ];

    /// <summary>Writes the table. The trials are read twice: once for the names of their metrics.</summary>
    /// <param name="experiment">The experiment they belong to.</param>
    /// <param name="trials">Reads the trials in the order of their numbers.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="cancellation">Stops half-way.</param>
    /// <returns>How many lines were written, the heading not counted.</returns>
    public static async Task<long> WriteAsync(
        ExperimentSummary experiment, Func<IAsyncEnumerable<TrialSummary>> trials, TextWriter output,
        CancellationToken cancellation = default)
    {
        var metrics = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var trial in trials().WithCancellation(cancellation))
        {
            metrics.UnionWith(trial.LastMetrics.Select(metric => metric.Name));
        }

        var csv = new CsvText(output);
        string[] parameters = [.. experiment.Spec.Space.Parameters.Select(parameter => parameter.Name)];
        foreach (var heading in Headings(metrics, parameters))
        {
            csv.Text(heading);
        }

        csv.EndLine();
        long lines = 0;
        await foreach (var trial in trials().WithCancellation(cancellation))
        {
            WriteLine(csv, experiment.Spec.Objective, trial, metrics, parameters);
            lines++;
        }

        csv.Flush();
        return lines;
    }

    private static IEnumerable<string> Headings(IEnumerable<string> metrics, IEnumerable<string> parameters)
    {
        var taken = new HashSet<string>(Fixed, StringComparer.Ordinal);
        return
        [
            .. Fixed,
            .. metrics.Select(name => taken.Add(name) ? name : "metric/" + name),
            .. parameters.Select(name => taken.Add(name) ? name : "parameter/" + name),
        ];
    }

    private static void WriteLine(
        CsvText csv, Objective objective, TrialSummary trial, IEnumerable<string> metrics, string[] parameters)
    {
        csv.Number(trial.Trial.Number);
        csv.Text(trial.Status.ToString());
        csv.Number(trial.Attempts);
        csv.Number(trial.Failures);
        csv.Number(trial.Reports);
        csv.Number(trial.Iteration);
        Write(csv, trial.BestScore.IsWorst ? null : objective.ValueOf(trial.BestScore));
        csv.Number(trial.BestIteration);
        csv.Number(trial.Used.TotalSeconds);
        csv.Text(trial.Why);
        foreach (var name in metrics)
        {
            Write(csv, trial.LastMetrics.TryGet(name, out var value) ? value : null);
        }

        foreach (var name in parameters)
        {
            if (trial.BestConfig.TryGet(name, out var value))
            {
                csv.Text(value.ToString());
            }
            else
            {
                csv.Absent();
            }
        }

        csv.EndLine();
    }

    private static void Write(CsvText csv, double? value)
    {
        if (value is { } number)
        {
            csv.Number(number);
        }
        else
        {
            csv.Absent();
        }
    }
}
