using System.Globalization;
using System.Text.Json;
using Tune.Cli.Output;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Results;

namespace Tune.Cli.Reading;

/// <summary>Summaries as JSON lines.</summary>
internal static class SummaryJson
{
    public static void Write(JsonLines lines, ExperimentSummary experiment) => lines.Line("experiment", json =>
    {
        json.WriteString("experiment", experiment.Name);
        json.WriteString("state", ExperimentTable.State(experiment));
        json.WriteNumber("trials", experiment.Trials);
        json.WriteNumber("reports", experiment.Reports);
        json.WriteNumber("events", experiment.Events);
        json.WriteString("metric", experiment.Spec.Objective.Metric);
        json.WriteString("mode", experiment.Spec.Objective.Mode.ToString());
        json.WriteString("why", experiment.Why);
        json.WriteString("created_utc", experiment.Created.Utc.ToString("O", CultureInfo.InvariantCulture));
        json.WriteString("last_utc", experiment.Last.Utc.ToString("O", CultureInfo.InvariantCulture));
        if (!experiment.Programs.IsEmpty)
        {
            json.WriteStartArray("programs");
            foreach (var program in experiment.Programs)
            {
                Write(json, program);
            }

            json.WriteEndArray();
        }

        if (experiment.Best is { } best)
        {
            json.WriteStartObject("best");
            json.WriteNumber("trial", best.Trial.Number);
            Number(json, "value", best.Value);
            json.WriteNumber("iteration", best.Iteration);
            json.WritePropertyName("config");
            JsonSerializer.Serialize(json, best.Config);
            json.WriteEndObject();
        }
    });

    private static void Write(Utf8JsonWriter json, ProgramRecord program)
    {
        json.WriteStartObject();
        json.WriteString("name", program.Name);
        json.WriteString("version", program.Version);
        json.WriteString("build", program.Build);
        json.WriteString("commit", program.Commit);
        if (program.IsDirty is { } isDirty)
        {
            json.WriteBoolean("dirty", isDirty);
        }

        json.WriteString("runtime", program.Runtime);
        json.WriteString("operating_system", program.OperatingSystem);
        json.WriteString("host", program.Host);
        json.WritePropertyName("gpus");
        JsonSerializer.Serialize(json, program.Gpus);
        json.WriteStartObject("packages");
        foreach (var (name, version) in program.Packages?.AsEnumerable() ?? [])
        {
            json.WriteString(name, version);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Write(JsonLines lines, ExperimentSpec spec, TrialSummary trial) => lines.Line("trial", json =>
    {
        json.WriteNumber("trial", trial.Trial.Number);
        json.WriteString("status", trial.Status.ToString());
        json.WriteNumber("iteration", trial.Iteration);
        json.WriteNumber("reports", trial.Reports);
        json.WriteNumber("attempts", trial.Attempts);
        json.WriteNumber("failures", trial.Failures);
        Number(json, "best", spec.Objective.ValueOf(trial.BestScore));
        json.WriteStartObject("metrics");
        foreach (var metric in trial.LastMetrics)
        {
            Number(json, metric.Name, metric.Value);
        }

        json.WriteEndObject();
        if (!spec.Constraints.IsEmpty && trial.LastMetrics.Count > 0)
        {
            json.WriteBoolean("feasible", MetricConstraint.Total(spec.Constraints, trial.LastMetrics) == 0);
        }

        json.WritePropertyName("config");
        JsonSerializer.Serialize(json, trial.Config);
        json.WritePropertyName("best_config");
        JsonSerializer.Serialize(json, trial.BestConfig);
        json.WriteString("why", trial.Why);
        if (trial.Error is { } error)
        {
            json.WriteString("error", error.Message);
            json.WriteString("log", error.LogTail);
        }
    });

    public static void Write(JsonLines lines, string kind, Objective objective, ConfigurationSummary configuration) =>
        lines.Line(kind, json =>
        {
            json.WriteStartArray("trials");
            foreach (var trial in configuration.Trials)
            {
                json.WriteNumberValue(trial.Number);
            }

            json.WriteEndArray();
            json.WriteNumber("measured", configuration.Measured);
            json.WriteString("metric", objective.Metric);
            Number(json, "mean", configuration.Mean);
            Number(json, "spread", configuration.Spread);
            Number(json, "lowest", configuration.Lowest);
            Number(json, "highest", configuration.Highest);
            json.WritePropertyName("config");
            JsonSerializer.Serialize(json, configuration.Config);
        });

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else if (double.IsNaN(value))
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
        }
    }
}
