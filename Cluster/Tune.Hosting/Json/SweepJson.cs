using System.Text.Json;
using Tune.Hosting.Observing;

namespace Tune.Hosting.Json;

/// <summary>How a run began and how it ended.</summary>
internal static class SweepJson
{
    public static void WriteStart(Utf8JsonWriter json, string experiment, string store, SweepSnapshot before)
    {
        json.WriteString("experiment", experiment);
        json.WriteString("store", store);
        json.WriteBoolean("resumed", before.Spec is not null);
        json.WriteNumber("trials", before.Proposed);
        json.WriteNumber("reports", before.Reports);
    }

    /// <summary>These members and no others: scripts count on it. The one on what is unfinished is there only where
    /// something is.</summary>
    public static void WriteEnd(
        Utf8JsonWriter json, string experiment, SweepSnapshot end, TimeSpan elapsed, string? state)
    {
        json.WriteString("experiment", experiment);
        json.WriteString("state", state ?? RunState.Of(end));
        json.WriteNumber("trials", end.Proposed);
        json.WriteNumber("reports", end.Reports);
        WriteBest(json, end);
        ExperimentJson.Write(json, end.Shortfall);
        json.WriteNumber("elapsed_s", Math.Round(elapsed.TotalSeconds, 3));
    }

    private static void WriteBest(Utf8JsonWriter json, SweepSnapshot end)
    {
        if (end.Best is not { } best)
        {
            json.WriteNull("best");
            return;
        }

        json.WriteStartObject("best");
        json.WriteNumber("trial", best.Trial.Number);
        json.WriteString("metric", end.Spec!.Objective.Metric);
        json.Number("value", best.Value);
        json.WritePropertyName("config");
        JsonSerializer.Serialize(json, best.Config);
        json.WriteEndObject();
    }
}
