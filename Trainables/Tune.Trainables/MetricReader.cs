using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Tune.Engine.Metrics;

namespace Tune.Trainables;

/// <summary>Reads the metrics out of whatever the training code finds natural to give.</summary>
internal static class MetricReader
{
    private const int DepthMax = 8;

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    /// <summary>Reads a set, a dictionary, pairs of name and number, or the properties of any other object.</summary>
    /// <exception cref="InvalidReportException">Something in it is not a number, or a name is not allowed.</exception>
    public static MetricSet Read(object metrics) => metrics switch
    {
        MetricSet set => set,
        null => throw new InvalidReportException("The metrics are null; report at least an empty set of numbers."),
        IEnumerable<KeyValuePair<string, double>> pairs => Make(pairs.Select(p => new MetricValue(p.Key, p.Value))),
        ITuple { Length: 2 } pair when pair[0] is string => Make(Pair(pair)),
        ITuple tuple => Make(Enumerable.Range(0, tuple.Length).SelectMany(i => Entry(tuple[i]))),
        IDictionary dictionary => Make(Entries(dictionary).SelectMany(
            entry => Values(entry.Key as string ?? throw NotMetrics(metrics), entry.Value))),
        string => throw NotMetrics(metrics),
        IEnumerable entries => Make(entries.Cast<object?>().SelectMany(Entry)),
        _ => OfProperties(metrics),
    };

    /// <inheritdoc cref="Read(object)" />
    public static MetricSet Read(ReadOnlySpan<(string Name, double Value)> metrics)
    {
        try
        {
            return MetricSet.Of(metrics);
        }
        catch (ArgumentException e)
        {
            throw new InvalidReportException(e.Message, e);
        }
    }

    private static MetricSet OfProperties(object metrics)
    {
        if (metrics.GetType().IsPrimitive || metrics is Checkpoint
            || PropertiesOf(metrics) is not { Length: > 0 } properties)
        {
            throw NotMetrics(metrics);
        }

        return Make(properties.SelectMany(p => Values(p.Name, p.GetValue(metrics))));
    }

    private static PropertyInfo[] PropertiesOf(object metrics) =>
        Properties.GetOrAdd(metrics.GetType(), static type => [.. type
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanRead && p.GetIndexParameters().Length == 0)]);

    private static IEnumerable<DictionaryEntry> Entries(IDictionary dictionary)
    {
        var each = dictionary.GetEnumerator();
        while (each.MoveNext())
        {
            yield return each.Entry;
        }
    }

    private static IEnumerable<MetricValue> Entry(object? entry) => entry switch
    {
        MetricValue value => [value],
        ITuple { Length: 2 } pair when pair[0] is string => Pair(pair),
        _ => throw NotMetrics(entry),
    };

    private static IEnumerable<MetricValue> Pair(ITuple pair) => Values((string)pair[0]!, pair[1]);

    // What is nested has flat names with '/' between the parts, as parameters have.
    private static IEnumerable<MetricValue> Values(string name, object? value, int depth = 0) => value switch
    {
        _ when depth > DepthMax => throw new InvalidReportException(
            $"The metric '{name}' is nested deeper than {DepthMax} times."),
        MetricSet set => set.Select(metric => metric with { Name = $"{name}/{metric.Name}" }),
        IDictionary dictionary => Entries(dictionary).SelectMany(entry => Values(
            $"{name}/{entry.Key as string ?? throw NotMetrics(value)}", entry.Value, depth + 1)),
        _ when value is not null && IsRecord(value.GetType()) =>
            PropertiesOf(value).SelectMany(p => Values($"{name}/{p.Name}", p.GetValue(value), depth + 1)),
        _ => [Value(name, value)],
    };

    // Anonymous types and records are there to hold values; of other objects nobody knows which properties are meant.
    private static bool IsRecord(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || type.GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance) is not null;

    private static MetricValue Value(string name, object? value) => value switch
    {
        double number => new(name, number),
        float number => new(name, number),
        bool flag => new(name, flag ? 1 : 0),
        Half number => new(name, (double)number),
        null => throw new InvalidReportException($"The metric '{name}' is null; report NaN for 'not measured'."),
        IConvertible number when number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal
            && !value.GetType().IsEnum => new(name, number.ToDouble(CultureInfo.InvariantCulture)),
        _ => throw new InvalidReportException(
            $"The metric '{name}' is a {value.GetType().Name}; a metric must be a number, true or false, or a record "
            + "or dictionary of those."),
    };

    private static MetricSet Make(IEnumerable<MetricValue> values)
    {
        try
        {
            return MetricSet.Of(values.ToArray().AsSpan());
        }
        catch (ArgumentException e)
        {
            throw new InvalidReportException(e.Message, e);
        }
    }

    private static InvalidReportException NotMetrics(object? metrics) => new(
        $"A {metrics?.GetType().Name ?? "null"} is no set of metrics; give pairs of name and number, a dictionary with "
        + "text keys, or an object whose public properties are numbers.");
}
