using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tune.Engine.Metrics;

namespace Tune.Storage.Export;

/// <summary>Reports as one JSON object per line. Numbers that JSON cannot hold are the strings "NaN", "Infinity" and
/// "-Infinity".</summary>
internal static class JsonExport
{
    private const int BytesHeld = 1 << 16;

    public static async Task<long> WriteAsync(ReportScan scan, TextWriter output)
    {
        var bytes = new ArrayBufferWriter<byte>(2 * BytesHeld);
        await using var json = new Utf8JsonWriter(bytes);
        long rows = 0;
        await foreach (var row in scan.RowsAsync())
        {
            WriteRow(json, row);
            await json.FlushAsync();
            json.Reset();
            bytes.Write("\n"u8);
            rows++;
            if (bytes.WrittenCount >= BytesHeld)
            {
                Flush(bytes, output);
            }
        }

        Flush(bytes, output);
        return rows;
    }

    private static void WriteRow(Utf8JsonWriter json, ReportRow row)
    {
        var report = row.Report;
        json.WriteStartObject();
        json.WriteNumber("trial", report.Trial.Number);
        json.WriteNumber("attempt", report.Attempt.Number);
        json.WriteNumber("sequence", report.Sequence);
        json.WriteNumber("iteration", report.Iteration);
        json.WriteString("time_utc", report.At.Utc.ToString("O", CultureInfo.InvariantCulture));
        WriteMetrics(json, report.Metrics);
        json.WritePropertyName("config");
        json.WriteRawValue(row.Config.Cells ??= JsonSerializer.Serialize(row.Config.Config), true);
        json.WriteEndObject();
    }

    private static void WriteMetrics(Utf8JsonWriter json, MetricSet metrics)
    {
        json.WriteStartObject("metrics");
        foreach (var metric in metrics)
        {
            if (double.IsFinite(metric.Value))
            {
                json.WriteNumber(metric.Name, metric.Value);
            }
            else
            {
                json.WriteString(
                    metric.Name, metric.Value.ToString(CultureInfo.InvariantCulture));
            }
        }

        json.WriteEndObject();
    }

    private static void Flush(ArrayBufferWriter<byte> bytes, TextWriter output)
    {
        output.Write(Encoding.UTF8.GetString(bytes.WrittenSpan));
        bytes.ResetWrittenCount();
    }
}
