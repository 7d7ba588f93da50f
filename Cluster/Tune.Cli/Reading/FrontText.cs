using System.Globalization;
using System.Text.Json;
using Tune.Cli.Output;
using Tune.Cli.Running;
using Tune.Cli.Shell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Hosting.Json;
using Tune.Hosting.Results;

namespace Tune.Cli.Reading;

/// <summary>The Pareto front of an experiment with several objectives, a trial a line.</summary>
internal static class FrontText
{
    /// <exception cref="InvalidOperationException">No trial is on it; the message says why.</exception>
    public static void Write(CliContext cli, ExperimentSpec spec, IReadOnlyList<Result> front, bool json)
    {
        if (front.Count == 0)
        {
            throw new InvalidOperationException(
                $"No trial of '{spec.Name}' has in its last report {RunText.Wanted(spec)}.");
        }

        if (json)
        {
            var lines = new JsonLines(cli.Out);
            foreach (var result in front)
            {
                lines.Line("best", line => Write(line, spec, result));
            }

            return;
        }

        cli.Out.WriteLine($"{RunText.Number(front.Count, "trial")} that no other beats in every objective:");
        string[] limits = [.. spec.Constraints.Select(constraint => constraint.Metric)
            .Where(metric => spec.Objectives.All(objective => objective.Metric != metric))];
        foreach (var line in TextTable.Lines(
            [
                "TRIAL", "ITERATION",
                .. spec.Objectives.Select(each => $"{each.Metric} ({(each.Mode == Mode.Max ? "max" : "min")})"),
                .. limits, .. spec.Constraints.IsEmpty ? [] : (string[])["FEASIBLE"], "CONFIG",
            ],
            front.Select(result => (string[])
            [
                result.Trial.ToString(), result.Summary.Iteration.ToString(CultureInfo.InvariantCulture),
                .. spec.Objectives.Select(each => Value(result, each.Metric)),
                .. limits.Select(metric => Value(result, metric)),
                .. spec.Constraints.IsEmpty ? [] : (string[])[ExperimentTable.Feasible(spec, result.Metrics)],
                RunText.Config(result.Config),
            ])))
        {
            cli.Out.WriteLine(line);
        }
    }

    private static void Write(Utf8JsonWriter line, ExperimentSpec spec, Result result)
    {
        line.WriteNumber("trial", result.Trial.Number);
        line.WriteString("metric", spec.Objective.Metric);
        line.Number("value", Number(result, spec.Objective.Metric));
        line.WriteNumber("iteration", result.Summary.Iteration);
        line.WriteStartObject("objectives");
        foreach (var objective in spec.Objectives)
        {
            line.Number(objective.Metric, Number(result, objective.Metric));
        }

        line.WriteEndObject();
        line.WriteBoolean("feasible", MetricConstraint.Total(spec.Constraints, result.Metrics) == 0);
        line.WritePropertyName("config");
        JsonSerializer.Serialize(line, result.Config);
    }

    private static string Value(Result result, string metric) => ExperimentTable.Value(Number(result, metric));

    private static double Number(Result result, string metric) =>
        result.Metrics.TryGet(metric, out var value) ? value : double.NaN;
}
