using System.Text.Json;
using Tune.Engine.Metrics;
using Tune.Trainables.Commands;

namespace Tune.Trainables;

/// <summary>What a program prints for us: one line of JSON.</summary>
/// <param name="Metrics">What was measured; null if the line only brings the checkpoint asked for by a pause.</param>
/// <param name="Iteration">Null for one more than the last.</param>
/// <param name="Checkpoint">The folder below the checkpoint folder that holds a checkpoint; empty for the checkpoint
/// folder itself, null for none.</param>
internal sealed record CommandMessage(MetricSet? Metrics, int? Iteration, string? Checkpoint)
{
    /// <summary>Reads a line.</summary>
    /// <returns>Null if the line is no message but ordinary output.</returns>
    /// <exception cref="InvalidReportException">It is meant as a message but breaks the rules.</exception>
    public static CommandMessage? Read(ReadOnlySpan<byte> line)
    {
        line = MessageText.Trim(line);
        if (line.Length == 0 || line[0] != '{' || line.IndexOf("\"tune\""u8) < 0)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(BareNumbers.Quote(line));
            return json.RootElement.TryGetProperty("tune", out var kind) ? Read(json.RootElement, kind) : null;
        }
        catch (JsonException e)
        {
            throw new InvalidReportException($"The program printed a message that is not JSON ({e.Message})", e);
        }
    }

    private static CommandMessage Read(JsonElement message, JsonElement kind)
    {
        var folder = message.TryGetProperty("checkpoint", out var checkpoint) ? ReadCheckpoint(checkpoint) : null;
        return (kind.ValueKind == JsonValueKind.String ? kind.GetString() : null) switch
        {
            "report" => new CommandMessage(
                ReadMetrics(message),
                message.TryGetProperty("iteration", out var iteration) ? ReadIteration(iteration) : null,
                folder),
            "checkpoint" => new CommandMessage(null, null, folder ?? ""),
            _ => throw new InvalidReportException(
                $"The program printed a message with \"tune\": {kind.GetRawText()}; the kinds are \"report\" and "
                + "\"checkpoint\"."),
        };
    }

    private static MetricSet ReadMetrics(JsonElement message)
    {
        if (!message.TryGetProperty("metrics", out var metrics) || metrics.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidReportException(
                "The program printed a report without \"metrics\"; they must be an object of names and numbers.");
        }

        try
        {
            return MetricSet.Of(Flat("", metrics).ToArray().AsSpan());
        }
        catch (ArgumentException e)
        {
            throw new InvalidReportException(e.Message, e);
        }
    }

    // What is nested has flat names with '/' between the parts. How deep, the parser bounds.
    private static IEnumerable<MetricValue> Flat(string prefix, JsonElement metrics) =>
        metrics.EnumerateObject().SelectMany(m => m.Value.ValueKind == JsonValueKind.Object
            ? Flat($"{prefix}{m.Name}/", m.Value)
            : [new MetricValue(prefix + m.Name, ReadNumber(prefix + m.Name, m.Value))]);

    private static double ReadNumber(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.Null => double.NaN,
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String when value.GetString() == "NaN" => double.NaN,
        JsonValueKind.String when value.GetString() == "Infinity" => double.PositiveInfinity,
        JsonValueKind.String when value.GetString() == "-Infinity" => double.NegativeInfinity,
        _ => throw new InvalidReportException(
            $"The program reported the metric '{name}' as {value.GetRawText()}; it must be a number, NaN, Infinity, "
            + "-Infinity, true, false, null, or an object of those."),
    };

    private static int? ReadIteration(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var iteration) ? iteration
        : throw new InvalidReportException(
            $"The program reported the iteration {value.GetRawText()}; it must be a whole number.");

    private static string? ReadCheckpoint(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False or JsonValueKind.Null => null,
        JsonValueKind.True => "",
        JsonValueKind.String => value.GetString(),
        _ => throw new InvalidReportException(
            $"The program reported the checkpoint {value.GetRawText()}; it must be true, false or a folder's name."),
    };
}
