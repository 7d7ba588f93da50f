using System.Globalization;

namespace Tune.Engine.Experiments;

/// <summary>
/// Tells one owner of an experiment from those before and after it: a number from the store, larger at each opening of
/// the journal for writing and never given twice. What an older owner says has no effect. Unlike the
/// <see cref="Term"/>, which goes on when a new owner takes over a session, it changes with the owner.
/// </summary>
/// <param name="Number">From 1; 0 stands for none. There may be gaps.</param>
public readonly record struct OwnerEpoch(long Number) : IComparable<OwnerEpoch>
{
    /// <summary>The earlier owner first.</summary>
    public static bool operator <(OwnerEpoch left, OwnerEpoch right) => left.Number < right.Number;

    /// <summary>The later owner first.</summary>
    public static bool operator >(OwnerEpoch left, OwnerEpoch right) => left.Number > right.Number;

    /// <summary>The earlier owner, or the same.</summary>
    public static bool operator <=(OwnerEpoch left, OwnerEpoch right) => left.Number <= right.Number;

    /// <summary>The later owner, or the same.</summary>
    public static bool operator >=(OwnerEpoch left, OwnerEpoch right) => left.Number >= right.Number;

    /// <inheritdoc />
    public int CompareTo(OwnerEpoch other) => Number.CompareTo(other.Number);

    /// <summary>The number in digits.</summary>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}
