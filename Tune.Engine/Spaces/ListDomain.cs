using System.Collections.Immutable;
using Tune.Engine.Randomness;

namespace Tune.Engine.Spaces;

/// <summary>One of a list of values, each equally likely. Closed: choice, ordinal, boolean and grid axis.</summary>
public abstract record ListDomain : Domain
{
    // Above this, a dictionary finds a value faster than looking at each.
    private const int Few = 16;

    private readonly Dictionary<ParameterValue, int>? _index;

    private protected ListDomain(ImmutableArray<ParameterValue> values)
    {
        Values = Harmonise(values.IsDefault ? [] : values);
        Problem = Check(Values);
        if (Problem is null && Values.Length > Few)
        {
            _index = Values.Select((value, i) => (value, i)).ToDictionary(e => e.value, e => e.i);
        }
    }

    /// <summary>The values, all of one kind or null (whole numbers among reals are stored as reals), in the given
    /// order.</summary>
    public ImmutableArray<ParameterValue> Values { get; }

    /// <inheritdoc/>
    public override long? Cardinality => Values.Length;

    /// <inheritdoc/>
    public override bool IsNumeric => Values.All(v => v.IsNumber);

    /// <inheritdoc/>
    public override string? Problem { get; }

    /// <inheritdoc/>
    public override string Allowed => "one of " + string.Join(", ", Values);

    /// <summary>The position of a value in the list, or -1. Numbers are found whether written whole or real.</summary>
    public int IndexOf(ParameterValue value)
    {
        var exact = _index is null ? Values.IndexOf(value) : _index.GetValueOrDefault(value, -1);
        var first = Values.FirstOrDefault(v => !v.IsNull);
        if (exact >= 0 || !value.IsNumber || !first.IsNumber || value.Kind == first.Kind)
        {
            return exact;
        }

        var real = value.AsReal();
        for (var i = 0; i < Values.Length; i++)
        {
            if (Values[i].IsNumber && Values[i].AsReal() == real)
            {
                return i;
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => IndexOf(value) >= 0;

    /// <inheritdoc/>
    public override ParameterValue Nearest(ParameterValue value)
    {
        if (IndexOf(value) is var index and >= 0)
        {
            return Values[index];
        }

        if (!value.IsNumber || !Values.Any(v => v.IsNumber))
        {
            throw new InvalidCastException($"There is no value near '{value}'; allowed is {Allowed}.");
        }

        var wanted = value.AsReal();
        return Values.Where(v => v.IsNumber).MinBy(v => Math.Abs(v.AsReal() - wanted));
    }

    /// <inheritdoc/>
    public override ParameterValue Decode(double code) =>
        Values[double.IsNaN(code) ? 0 : (int)Math.Clamp(Math.Round(code), 0, Values.Length - 1)];

    /// <summary>Same kind of list with the same values in the same order.</summary>
    public virtual bool Equals(ListDomain? other) =>
        other is not null && EqualityContract == other.EqualityContract
        && Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)MixInto(Mix.Start));

    internal override ulong MixInto(ulong chain)
    {
        var mixed = Mix.Into(Mix.Into(chain, Tag), Values.Length);
        foreach (var value in Values)
        {
            mixed = value.MixInto(mixed);
        }

        return mixed;
    }

    private protected abstract string Tag { get; }

    private protected override double Code(ParameterValue value) => IndexOf(value);

    private protected override ParameterValue At(double unit) =>
        Values[Math.Min((int)(unit * Values.Length), Values.Length - 1)];

    private protected override double Locate(ParameterValue value) => (IndexOf(value) + 0.5) / Values.Length;

    private static ImmutableArray<ParameterValue> Harmonise(ImmutableArray<ParameterValue> values) =>
        values.Any(v => v.Kind == ValueKind.Real) && values.All(v => v.IsNumber || v.IsNull)
            ? [.. values.Select(v => v.IsNull ? v : ParameterValue.Real(v.AsReal()))]
            : values;

    private static string? Check(ImmutableArray<ParameterValue> values) =>
        values.IsEmpty ? "has no values; a list must have at least one"
        : values.Any(v => v.IsAbsent) ? "has an absent value; values must be numbers, texts, true and false, or null"
        : values.Where(v => !v.IsNull).Select(v => v.Kind).Distinct().Skip(1).Any()
            ? $"mixes kinds in its list ({string.Join(", ", values)}); "
                + "values must be all numbers, all texts or all true and false, with or without null"
        : values.GroupBy(v => v).FirstOrDefault(g => g.Skip(1).Any()) is { } twice
            ? $"lists '{twice.Key}' twice; each value must appear once"
        : null;
}

/// <summary>One of a list of values without an order.</summary>
public sealed record ChoiceDomain : ListDomain
{
    /// <summary>One of these values: all numbers, all texts or all true and false; at least one, each once.</summary>
    public ChoiceDomain(ImmutableArray<ParameterValue> values) : base(values)
    {
    }

    /// <inheritdoc/>
    public override bool IsOrdered => false;

    private protected override string Tag => "choice";
}

/// <summary>One of a list of values in a meaningful order: neighbours in the list are near each other.</summary>
public sealed record OrdinalDomain : ListDomain
{
    /// <summary>One of these values, smallest first in whatever sense the order has.</summary>
    public OrdinalDomain(ImmutableArray<ParameterValue> values) : base(values)
    {
    }

    private protected override string Tag => "ordinal";
}

/// <summary>False or true.</summary>
public sealed record BooleanDomain : ListDomain
{
    /// <summary>False or true.</summary>
    public BooleanDomain() : base([false, true])
    {
    }

    private protected override string Tag => "boolean";
}

/// <summary>An axis of a grid: every value is tried with every value of the other axes.</summary>
public sealed record GridDomain : ListDomain
{
    /// <summary>An axis of these values; numbers in rising order count as ordered.</summary>
    public GridDomain(ImmutableArray<ParameterValue> values) : base(values)
    {
    }

    /// <inheritdoc/>
    public override bool IsOrdered =>
        Values.All(v => v.IsNumber) && Values.Zip(Values.Skip(1)).All(p => p.First.AsReal() < p.Second.AsReal());

    private protected override string Tag => "grid";
}
