using System.Text.Json;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Results;

namespace Tune.Hosting.Json;

/// <summary>The members of a trial, and of a configuration that several trials have measured.</summary>
internal static class TrialJson
{
    public static void Write(Utf8JsonWriter json, ExperimentSpec spec, TrialSummary trial)
    {
        json.WriteNumber("trial", trial.Trial.Number);
        json.WriteString("status", trial.Status.ToString());
        json.WriteNumber("iteration", trial.Iteration);
        json.WriteNumber("reports", trial.Reports);
        json.WriteNumber("attempts", trial.Attempts);
        json.WriteNumber("failures", trial.Failures);
        json.NumberIfKnown("best", spec.Objective.ValueOf(trial.BestScore));
        json.Metrics(trial.LastMetrics);
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
    }

    public static void Write(Utf8JsonWriter json, Objective objective, ConfigurationSummary configuration)
    {
        json.WriteStartArray("trials");
        foreach (var trial in configuration.Trials)
        {
            json.WriteNumberValue(trial.Number);
        }

        json.WriteEndArray();
        json.WriteNumber("measured", configuration.Measured);
        json.WriteString("metric", objective.Metric);
        json.NumberIfKnown("mean", configuration.Mean);
        json.NumberIfKnown("spread", configuration.Spread);
        json.NumberIfKnown("lowest", configuration.Lowest);
        json.NumberIfKnown("highest", configuration.Highest);
        json.WritePropertyName("config");
        JsonSerializer.Serialize(json, configuration.Config);
    }
}
