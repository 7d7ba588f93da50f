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
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    /// <summary>Reads a set, a dictionary, pairs of name and number, or the properties of any other object.</summary>
    /// <exception cref="InvalidReportException">Something in it is not a number, or a name is not allowed.</exception>
    public static MetricSet Read(object metrics) => metrics switch
    {
        MetricSet set => set,
        null => throw new InvalidReportException("The metrics are null; report at least an empty set of numbers."),
        IEnumerable<KeyValuePair<string, double>> pairs => Make(pairs.Select(p => new MetricValue(p.Key, p.Value))),
        ITuple { Length: 2 } pair when pair[0] is string => Make([Pair(pair)]),
        ITuple tuple => Make(Enumerable.Range(0, tuple.Length).Select(i => Entry(tuple[i]))),
        IDictionary dictionary => Make(dictionary.Keys.Cast<object>().Select(
            key => Value(key as string ?? throw NotMetrics(metrics), dictionary[key]))),
        string => throw NotMetrics(metrics),
        IEnumerable entries => Make(entries.Cast<object?>().Select(Entry)),
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
        var properties = Properties.GetOrAdd(metrics.GetType(), static type => [.. type
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanRead && p.GetIndexParameters().Length == 0)]);
        if (properties.Length == 0 || metrics.GetType().IsPrimitive || metrics is Checkpoint)
        {
            throw NotMetrics(metrics);
        }

        return Make(properties.Select(p => Value(p.Name, p.GetValue(metrics))));
    }

    private static MetricValue Entry(object? entry) => entry switch
    {
        MetricValue value => value,
        ITuple { Length: 2 } pair when pair[0] is string => Pair(pair),
        _ => throw NotMetrics(entry),
    };

    private static MetricValue Pair(ITuple pair) => Value((string)pair[0]!, pair[1]);

    private static MetricValue Value(string name, object? value) => value switch
    {
        double number => new(name, number),
        float number => new(name, number),
        Half number => new(name, (double)number),
        null => throw new InvalidReportException($"The metric '{name}' is null; report NaN for 'not measured'."),
        IConvertible number when number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal
            && !value.GetType().IsEnum => new(name, number.ToDouble(CultureInfo.InvariantCulture)),
        _ => throw new InvalidReportException(
            $"The metric '{name}' is a {value.GetType().Name}; a metric must be a number."),
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
