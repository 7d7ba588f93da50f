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

    /// <summary>The most bytes of the events of a request.</summary>
    public const int BytesMax = 256 * 1024;

    /// <summary>The most events of a request.</summary>
    public const int EventsMax = 100;

    // Of an event that is too long, each member that is longer is left out.
    private const int MemberBytesMax = 4 * 1024;

    /// <summary>Writes them, in as many parts as need be, one at a time.</summary>
    /// <param name="experiment">Whose.</param>
    /// <param name="events">They and their positions.</param>
    /// <param name="summary">Where the experiment stands, for the event of its end; null if that is not known.</param>
    public static IEnumerable<(string Id, byte[] Body)> PartsOf(
        string experiment, IEnumerable<(long Position, ExperimentEvent Fact)> events, ExperimentSummary? summary)
    {
        var (part, bytes, first) = (new List<ReadOnlyMemory<byte>>(), 0, 0L);
        foreach (var (position, fact) in events)
        {
            var next = EventOf(experiment, position, fact, summary);
            if (part.Count == EventsMax || (part.Count > 0 && bytes + next.Length > BytesMax))
            {
                yield return (IdOf(experiment, first), Of(experiment, first, part));
                part.Clear();
                bytes = 0;
            }

            first = part.Count == 0 ? position : first;
            part.Add(next);
            bytes += next.Length;
        }

        if (part.Count > 0)
        {
            yield return (IdOf(experiment, first), Of(experiment, first, part));
        }
    }

    private static byte[] Of(string experiment, long first, List<ReadOnlyMemory<byte>> events)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("id", IdOf(experiment, first));
            json.WriteString("experiment", experiment);
            json.WriteStartArray("events");
            foreach (var one in events)
            {
                json.WriteRawValue(one.Span, skipInputValidation: true);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static ReadOnlyMemory<byte> EventOf(
        string experiment, long position, ExperimentEvent fact, ExperimentSummary? summary)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
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

        return bytes.WrittenCount <= BytesMax ? bytes.WrittenMemory : Cut(bytes.WrittenMemory);
    }

    // It says which members it has not.
    private static ReadOnlyMemory<byte> Cut(ReadOnlyMemory<byte> whole)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var document = JsonDocument.Parse(whole))
        using (var json = new Utf8JsonWriter(bytes))
        {
            var cut = new List<string>();
            json.WriteStartObject();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Value.GetRawText().Length > MemberBytesMax)
                {
                    cut.Add(member.Name);
                }
                else
                {
                    member.WriteTo(json);
                }
            }

            json.WriteStartArray("cut");
            cut.ForEach(json.WriteStringValue);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
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
