using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tune.Engine.Results;

namespace Tune.Storage.Export;

/// <summary>Trials as text.</summary>
internal static class TrialText
{
    private const int BytesHeld = 1 << 16;

    public static async Task<long> WriteCsvAsync(
        TrialColumns columns, IAsyncEnumerable<TrialSummary> trials, TextWriter output, CancellationToken cancellation)
    {
        var csv = new CsvText(output);
        foreach (var heading in columns.Headings)
        {
            csv.Text(heading);
        }

        csv.EndLine();
        long lines = 0;
        await foreach (var trial in trials.WithCancellation(cancellation))
        {
            WriteLine(csv, columns, trial);
            lines++;
        }

        csv.Flush();
        return lines;
    }

    /// <summary>One JSON object per line. Numbers that JSON cannot hold are the strings "NaN", "Infinity" and
    /// "-Infinity".</summary>
    public static async Task<long> WriteJsonAsync(
        TrialColumns columns, IAsyncEnumerable<TrialSummary> trials, TextWriter output, CancellationToken cancellation)
    {
        var bytes = new ArrayBufferWriter<byte>(2 * BytesHeld);
        await using var json = new Utf8JsonWriter(bytes);
        long lines = 0;
        await foreach (var trial in trials.WithCancellation(cancellation))
        {
            WriteLine(json, columns, trial);
            await json.FlushAsync(cancellation);
            json.Reset();
            bytes.Write("\n"u8);
            lines++;
            if (bytes.WrittenCount >= BytesHeld)
            {
                Flush(bytes, output);
            }
        }

        Flush(bytes, output);
        return lines;
    }

    private static void WriteLine(CsvText csv, TrialColumns columns, TrialSummary trial)
    {
        csv.Number(trial.Trial.Number);
        csv.Text(trial.Status.ToString());
        csv.Number(trial.Attempts);
        csv.Number(trial.Failures);
        csv.Number(trial.Reports);
        csv.Number(trial.Iteration);
        csv.NumberOrAbsent(columns.BestOf(trial));
        csv.Number(trial.BestIteration);
        csv.Number(trial.Used.TotalSeconds);
        csv.Text(trial.Why);
        foreach (var name in columns.Metrics)
        {
            csv.NumberOrAbsent(trial.LastMetrics.TryGet(name, out var value) ? value : null);
        }

        foreach (var (name, _) in columns.Parameters)
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

    private static void WriteLine(Utf8JsonWriter json, TrialColumns columns, TrialSummary trial)
    {
        json.WriteStartObject();
        json.WriteNumber("trial", trial.Trial.Number);
        json.WriteString("status", trial.Status.ToString());
        json.WriteNumber("attempts", trial.Attempts);
        json.WriteNumber("failures", trial.Failures);
        json.WriteNumber("reports", trial.Reports);
        json.WriteNumber("iteration", trial.Iteration);
        if (columns.BestOf(trial) is { } best)
        {
            Write(json, "best", best);
            json.WriteNumber("best_iteration", trial.BestIteration);
        }

        json.WriteNumber("seconds", trial.Used.TotalSeconds);
        json.WriteString("why", trial.Why);
        json.WriteStartObject("metrics");
        foreach (var metric in trial.LastMetrics)
        {
            Write(json, metric.Name, metric.Value);
        }

        json.WriteEndObject();
        json.WritePropertyName("config");
        JsonSerializer.Serialize(json, trial.BestConfig);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void Flush(ArrayBufferWriter<byte> bytes, TextWriter output)
    {
        output.Write(Encoding.UTF8.GetString(bytes.WrittenSpan));
        bytes.ResetWrittenCount();
    }
}
