using System.Globalization;
using System.Text.Json;
using Tune.Engine.Experiments;
using Tune.Engine.Results;

namespace Tune.Hosting.Json;

/// <summary>The members of an experiment.</summary>
internal static class ExperimentJson
{
    public static void Write(Utf8JsonWriter json, ExperimentSummary experiment)
    {
        json.WriteString("experiment", experiment.Name);
        json.WriteString("state", experiment.State);
        json.WriteNumber("trials", experiment.Trials);
        json.WriteNumber("reports", experiment.Reports);
        json.WriteNumber("events", experiment.Events);
        json.WriteString("metric", experiment.Spec.Objective.Metric);
        json.WriteString("mode", experiment.Spec.Objective.Mode.ToString());
        json.WriteString("why", experiment.Why);
        json.WriteString("created_utc", experiment.Created.Utc.ToString("O", CultureInfo.InvariantCulture));
        json.WriteString("last_utc", experiment.Last.Utc.ToString("O", CultureInfo.InvariantCulture));
        WriteMarks(json, experiment);
        Write(json, experiment.Shortfall);
        if (!experiment.Programs.IsEmpty)
        {
            json.WriteStartArray("programs");
            foreach (var program in experiment.Programs)
            {
                ProgramJson.Write(json, program);
            }

            json.WriteEndArray();
        }

        if (experiment.Best is { } best)
        {
            json.WriteStartObject("best");
            Write(json, best);
            json.WriteEndObject();
        }
    }

    private static void WriteMarks(Utf8JsonWriter json, ExperimentSummary experiment)
    {
        if (experiment.Title.Length > 0)
        {
            json.WriteString("title", experiment.Title);
        }

        if (!experiment.Tags.IsEmpty)
        {
            json.WriteStartObject("tags");
            foreach (var (name, value) in experiment.Tags)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        if (experiment.Deleted is { } deleted)
        {
            json.WriteString("deleted_utc", deleted.Utc.ToString("O", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>How far an experiment came that ended with no trial trained to its end; nothing for others.</summary>
    public static void Write(Utf8JsonWriter json, Shortfall? shortfall)
    {
        if (shortfall is not null)
        {
            json.WriteStartObject("unfinished");
            json.WriteNumber("longest", shortfall.Longest);
            json.WriteNumber("whole", shortfall.Whole);
            json.WriteString("message", shortfall.ToString());
            json.WriteEndObject();
        }
    }

    /// <summary>The best result of an experiment that has one.</summary>
    public static void Write(Utf8JsonWriter json, BestResult best)
    {
        json.WriteNumber("trial", best.Trial.Number);
        json.Number("value", best.Value);
        json.WriteNumber("iteration", best.Iteration);
        json.WritePropertyName("config");
        JsonSerializer.Serialize(json, best.Config);
    }
}
