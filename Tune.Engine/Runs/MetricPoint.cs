namespace Tune.Engine.Runs;

/// <summary>One value of one metric of a run.</summary>
/// <param name="Value">As it was logged, NaN and infinities included.</param>
/// <param name="Time">When, in milliseconds since 1970, UTC.</param>
/// <param name="Step">Where, by the program's own count; may be below zero.</param>
public readonly record struct MetricPoint(double Value, long Time, long Step) : IComparable<MetricPoint>
{
    /// <summary>By step, then time, then value: the greatest is what a metric stands at.</summary>
    public int CompareTo(MetricPoint other)
    {
        var order = Step.CompareTo(other.Step);
        order = order != 0 ? order : Time.CompareTo(other.Time);
        return order != 0 ? order : Value.CompareTo(other.Value);
    }

    /// <summary>Whether one comes before another.</summary>
    public static bool operator <(MetricPoint left, MetricPoint right) => left.CompareTo(right) < 0;

    /// <summary>Whether one comes after another.</summary>
    public static bool operator >(MetricPoint left, MetricPoint right) => left.CompareTo(right) > 0;

    /// <summary>Whether one comes before another or is the same.</summary>
    public static bool operator <=(MetricPoint left, MetricPoint right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one comes after another or is the same.</summary>
    public static bool operator >=(MetricPoint left, MetricPoint right) => left.CompareTo(right) >= 0;
}

/// <summary>A value and the metric it is of.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Point">The value.</param>
public readonly record struct NamedPoint(string Metric, MetricPoint Point);
