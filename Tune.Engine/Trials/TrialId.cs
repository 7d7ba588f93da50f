using System.Globalization;

namespace Tune.Engine.Trials;

/// <summary>
/// A trial: one configuration under test. Numbered from 0 in the order of proposal within its experiment.
/// </summary>
/// <param name="Number">0 or more.</param>
public readonly record struct TrialId(int Number) : IComparable<TrialId>
{
    /// <inheritdoc />
    public int CompareTo(TrialId other) => Number.CompareTo(other.Number);

    /// <inheritdoc />
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Orders by number, which is the order of proposal and the tie-break everywhere.</summary>
    public static bool operator <(TrialId left, TrialId right) => left.Number < right.Number;

    /// <inheritdoc cref="op_LessThan" />
    public static bool operator >(TrialId left, TrialId right) => left.Number > right.Number;

    /// <inheritdoc cref="op_LessThan" />
    public static bool operator <=(TrialId left, TrialId right) => left.Number <= right.Number;

    /// <inheritdoc cref="op_LessThan" />
    public static bool operator >=(TrialId left, TrialId right) => left.Number >= right.Number;
}
