using System.Globalization;
using System.Text.Json;
using Tune.Engine.Metrics;

namespace Tune.Hosting.Json;

/// <summary>The one form of numbers and metrics in everything that programs read.</summary>
internal static class JsonNumbers
{
    /// <summary>A number; those that JSON cannot hold are the strings "NaN", "Infinity" and "-Infinity".</summary>
    public static void Number(this Utf8JsonWriter json, string name, double value)
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

    /// <summary>A number that may not be known; null then.</summary>
    public static void NumberIfKnown(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsNaN(value))
        {
            json.WriteNull(name);
        }
        else
        {
            json.Number(name, value);
        }
    }

    /// <summary>The metrics of a report, as one object.</summary>
    public static void Metrics(this Utf8JsonWriter json, MetricSet metrics)
    {
        json.WriteStartObject("metrics");
        foreach (var metric in metrics)
        {
            json.Number(metric.Name, metric.Value);
        }

        json.WriteEndObject();
    }
}
