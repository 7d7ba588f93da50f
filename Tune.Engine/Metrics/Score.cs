using System.Globalization;

namespace Tune.Engine.Metrics;

/// <summary>
/// A metric's value turned so that larger is always better. This is the one place that compares results: NaN, both
/// infinities and a missing metric are all <see cref="Worst"/>, whatever the mode, and equal to each other.
/// </summary>
public readonly record struct Score : IComparable<Score>
{
    private readonly bool _known;
    private readonly double _value;

    private Score(double value)
    {
        _known = true;
        _value = value;
    }

    /// <summary>Below every number. The default value.</summary>
    public static Score Worst => default;

    /// <summary>Whether nothing usable was measured.</summary>
    public bool IsWorst => !_known;

    /// <summary>The turned value; negative infinity for <see cref="Worst"/>.</summary>
    public double Value => _known ? _value : double.NegativeInfinity;

    /// <summary>Makes a score from a raw metric value.</summary>
    public static Score Of(double raw, Mode mode) =>
        double.IsFinite(raw) ? new Score(mode == Mode.Max ? raw : -raw) : Worst;

    /// <inheritdoc />
    public int CompareTo(Score other) => Value.CompareTo(other.Value);

    /// <inheritdoc />
    public override string ToString() => _known ? _value.ToString("R", CultureInfo.InvariantCulture) : "worst";

    /// <summary>Whether the left score is worse.</summary>
    public static bool operator <(Score left, Score right) => left.Value < right.Value;

    /// <summary>Whether the left score is better.</summary>
    public static bool operator >(Score left, Score right) => left.Value > right.Value;

    /// <summary>Whether the left score is worse or equal.</summary>
    public static bool operator <=(Score left, Score right) => left.Value <= right.Value;

    /// <summary>Whether the left score is better or equal.</summary>
    public static bool operator >=(Score left, Score right) => left.Value >= right.Value;
}
