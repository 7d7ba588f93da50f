using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using Tune.Engine.Randomness;

namespace Tune.Engine.Metrics;

/// <summary>
/// The metrics of one report, in the order reported. Immutable; equal when names, values and order are equal
/// (NaN equals NaN). At most <see cref="CountMax"/> entries.
/// </summary>
[CollectionBuilder(typeof(MetricSet), nameof(Of))]
public sealed class MetricSet : IReadOnlyList<MetricValue>, IEquatable<MetricSet>
{
    /// <summary>The most metrics one report may carry.</summary>
    public const int CountMax = 1000;

    /// <summary>The longest metric name, in characters.</summary>
    public const int NameLengthMax = 250;

    /// <summary>No metrics.</summary>
    public static readonly MetricSet Empty = new([]);

    // Up to here comparing each with each is quicker than a set.
    private const int FewMax = 16;

    private readonly MetricValue[] _values;

    private MetricSet(MetricValue[] values) => _values = values;

    /// <inheritdoc />
    public int Count => _values.Length;

    /// <inheritdoc />
    public MetricValue this[int index] => _values[index];

    /// <summary>Makes a set.</summary>
    /// <exception cref="ArgumentException">A name is empty, too long, repeated or has control characters; or there
    /// are more than <see cref="CountMax"/>.</exception>
    public static MetricSet Of(ReadOnlySpan<MetricValue> values)
    {
        Check(values);
        return values.IsEmpty ? Empty : new MetricSet(values.ToArray());
    }

    /// <inheritdoc cref="Of(ReadOnlySpan{MetricValue})" />
    public static MetricSet Of(params ReadOnlySpan<(string Name, double Value)> values)
    {
        var made = new MetricValue[values.Length];
        for (var i = 0; i < made.Length; i++)
        {
            made[i] = new MetricValue(values[i].Name, values[i].Value);
        }

        return Of(made.AsSpan());
    }

    /// <summary>Takes an array that is known to be valid and that nobody will change.</summary>
    public static MetricSet Trusted(MetricValue[] values) => new(values);

    /// <summary>Finds a metric by its exact name.</summary>
    public bool TryGet(string name, out double value)
    {
        foreach (ref readonly var metric in _values.AsSpan())
        {
            if (string.Equals(metric.Name, name, StringComparison.Ordinal))
            {
                value = metric.Value;
                return true;
            }
        }

        value = double.NaN;
        return false;
    }

    /// <inheritdoc />
    public bool Equals(MetricSet? other)
    {
        if (other is null || other.Count != Count)
        {
            return false;
        }

        for (var i = 0; i < _values.Length; i++)
        {
            if (_values[i].Name != other._values[i].Name || !_values[i].Value.Equals(other._values[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as MetricSet);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var chain = Mix.Start;
        foreach (var metric in _values)
        {
            chain = Mix.Into(Mix.Into(chain, metric.Name), metric.Value);
        }

        return unchecked((int)chain);
    }

    /// <inheritdoc />
    public IEnumerator<MetricValue> GetEnumerator() => ((IEnumerable<MetricValue>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc />
    public override string ToString() => string.Join(
        ", ", _values.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Name}={m.Value:R}")));

    internal static bool IsName(string? name)
    {
        if (name is not { Length: > 0 and <= NameLengthMax })
        {
            return false;
        }

        foreach (var c in name)
        {
            if (char.IsControl(c))
            {
                return false;
            }
        }

        return true;
    }

    private static void Check(ReadOnlySpan<MetricValue> values)
    {
        if (values.Length > CountMax)
        {
            throw new ArgumentException($"A report carries {values.Length} metrics; at most {CountMax} are allowed.");
        }

        var seen = values.Length > FewMax ? new HashSet<string>(values.Length, StringComparer.Ordinal) : null;
        for (var i = 0; i < values.Length; i++)
        {
            var name = values[i].Name;
            if (!IsName(name))
            {
                throw new ArgumentException(
                    $"The metric name '{name}' is not allowed: 1 to {NameLengthMax} characters, "
                    + "no control characters.");
            }

            if (seen is null ? Find(values[..i], name) : !seen.Add(name))
            {
                throw new ArgumentException($"The metric '{name}' is given twice in one report.");
            }
        }
    }

    private static bool Find(ReadOnlySpan<MetricValue> values, string name)
    {
        foreach (ref readonly var value in values)
        {
            if (value.Name == name)
            {
                return true;
            }
        }

        return false;
    }
}
