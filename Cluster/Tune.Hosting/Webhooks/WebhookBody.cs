using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Tune.Engine.Experiments;
using Tune.Engine.Results;
using Tune.Hosting.Json;

namespace Tune.Hosting.Webhooks;

/// <summary>Some events as the body of a request; the shape is <c>WebhookPayload</c> of Tune.Client.</summary>
internal static class WebhookBody
{
    /// <summary>Whether an event is wanted.</summary>
    public static bool IsWanted(WebhookEvents wanted, ExperimentEvent fact) => EventJson.NameOf(fact) is not null
        && (wanted & KindOf(fact)) != 0;

    /// <summary>The name of an event that stays the same however often it is sent.</summary>
    public static string IdOf(string experiment, long position) =>
        string.Create(CultureInfo.InvariantCulture, $"{experiment}:{position}");

    /// <summary>Writes them.</summary>
    /// <param name="experiment">Whose.</param>
    /// <param name="events">They and their positions; one or more.</param>
    /// <param name="summary">Where the experiment stands, for the event of its end; null if that is not known.</param>
    public static byte[] Of(
        string experiment, IReadOnlyList<(long Position, ExperimentEvent Fact)> events, ExperimentSummary? summary)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("id", IdOf(experiment, events[0].Position));
            json.WriteString("experiment", experiment);
            json.WriteStartArray("events");
            foreach (var (position, fact) in events)
            {
                json.WriteStartObject();
                json.WriteString("id", IdOf(experiment, position));
                json.WriteString("event", EventJson.NameOf(fact));
                json.WriteNumber("position", position);
                json.WriteString("at_utc", fact.At.Utc);
                EventJson.Write(json, fact);
                if (fact is ExperimentEvent.Ended && summary is not null)
                {
                    Best(json, summary);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void Best(Utf8JsonWriter json, ExperimentSummary summary)
    {
        json.WriteString("metric", summary.Spec.Objective.Metric);
        json.WriteNumber("trials", summary.Trials);
        if (summary.Best is { } best)
        {
            json.WriteStartObject("best");
            json.WriteNumber("trial", best.Trial.Number);
            json.Number("value", best.Value);
            json.WriteNumber("iteration", best.Iteration);
            json.WritePropertyName("config");
            JsonSerializer.Serialize(json, best.Config);
            json.WriteEndObject();
        }
    }

    private static WebhookEvents KindOf(ExperimentEvent fact) => fact switch
    {
        ExperimentEvent.AttemptStarted => WebhookEvents.TrialStarted,
        ExperimentEvent.Reported => WebhookEvents.TrialReported,
        ExperimentEvent.Decided => WebhookEvents.TrialDecided,
        ExperimentEvent.TrialEnded => WebhookEvents.TrialEnded,
        ExperimentEvent.Ended => WebhookEvents.ExperimentEnded,
        _ => WebhookEvents.None,
    };
}
