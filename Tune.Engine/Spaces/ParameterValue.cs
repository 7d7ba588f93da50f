using System.Globalization;
using System.Text.Json.Serialization;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces.Json;

namespace Tune.Engine.Spaces;

/// <summary>
/// One value of one parameter: a real number, a whole number, a text, a truth value, null, or nothing.
/// 16 bytes, compared by kind and value: the real 1 and the whole number 1 are different values.
/// </summary>
/// <remarks>In JSON a real always carries a point or an exponent (<c>1.0</c>), so that it comes back as a
/// real.</remarks>
[JsonConverter(typeof(ParameterValueConverter))]
public readonly struct ParameterValue : IEquatable<ParameterValue>
{
    // Null for nothing, the string itself for a text, otherwise one of the markers below.
    private readonly object? _tag;
    private readonly long _bits;

    private static readonly object s_real = ValueKind.Real;
    private static readonly object s_integer = ValueKind.Integer;
    private static readonly object s_boolean = ValueKind.Boolean;
    private static readonly object s_null = ValueKind.Null;

    private ParameterValue(object tag, long bits) => (_tag, _bits) = (tag, bits);

    /// <summary>No value: what a parameter of a branch not taken has.</summary>
    public static ParameterValue Absent => default;

    /// <summary>Null as one of the values of a parameter, such as no limit beside some limits. It is there, unlike
    /// <see cref="Absent"/>.</summary>
    public static ParameterValue Null { get; } = new(s_null, 0);

    /// <summary>What this holds.</summary>
    public ValueKind Kind => _tag switch
    {
        null => ValueKind.Absent,
        string => ValueKind.Text,
        _ => (ValueKind)_tag,
    };

    /// <summary>True when this holds nothing.</summary>
    public bool IsAbsent => _tag is null;

    /// <summary>True for <see cref="Null"/>.</summary>
    public bool IsNull => ReferenceEquals(_tag, s_null);

    /// <summary>True for a real or a whole number.</summary>
    public bool IsNumber => ReferenceEquals(_tag, s_real) || ReferenceEquals(_tag, s_integer);

    /// <summary>A real number. Minus zero becomes zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is NaN or infinite.</exception>
    public static ParameterValue Real(double value) => double.IsFinite(value)
        ? new(s_real, BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value))
        : throw new ArgumentOutOfRangeException(
            nameof(value), value, "A parameter's value must be a finite number, not NaN or an infinity.");

    /// <summary>A whole number.</summary>
    public static ParameterValue Integer(long value) => new(s_integer, value);

    /// <summary>A text; may be empty.</summary>
    public static ParameterValue Text(string value) => new(value ?? throw new ArgumentNullException(nameof(value)), 0);

    /// <summary>True or false.</summary>
    public static ParameterValue Boolean(bool value) => new(s_boolean, value ? 1 : 0);

    /// <summary>The number as a double; a whole number is converted.</summary>
    /// <exception cref="InvalidCastException">This is not a number.</exception>
    public double AsReal() =>
        ReferenceEquals(_tag, s_real) ? BitConverter.Int64BitsToDouble(_bits)
        : ReferenceEquals(_tag, s_integer) ? _bits
        : throw Not("a number");

    /// <summary>The whole number; a real without a fraction, at most 2^53 in size, is converted.</summary>
    /// <exception cref="InvalidCastException">This is not a whole number.</exception>
    public long AsInteger()
    {
        const double exact = 1L << 53;
        if (ReferenceEquals(_tag, s_integer))
        {
            return _bits;
        }

        if (ReferenceEquals(_tag, s_real)
            && AsReal() is var real && real == Math.Floor(real) && Math.Abs(real) <= exact)
        {
            return (long)real;
        }

        throw Not("a whole number");
    }

    /// <summary>The text.</summary>
    /// <exception cref="InvalidCastException">This is not a text.</exception>
    public string AsText() => _tag as string ?? throw Not("a text");

    /// <summary>The truth value.</summary>
    /// <exception cref="InvalidCastException">This is not true or false.</exception>
    public bool AsBoolean() => ReferenceEquals(_tag, s_boolean) ? _bits != 0 : throw Not("true or false");

    /// <summary>A real number.</summary>
    public static implicit operator ParameterValue(double value) => Real(value);

    /// <summary>A whole number.</summary>
    public static implicit operator ParameterValue(long value) => Integer(value);

    /// <summary>A text, or null.</summary>
    public static implicit operator ParameterValue(string? value) => value is null ? Null : Text(value);

    /// <summary>True or false.</summary>
    public static implicit operator ParameterValue(bool value) => Boolean(value);

    /// <summary>Same kind and same value.</summary>
    public static bool operator ==(ParameterValue left, ParameterValue right) => left.Equals(right);

    /// <summary>Another kind or another value.</summary>
    public static bool operator !=(ParameterValue left, ParameterValue right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(ParameterValue other) =>
        _tag is string text
            ? other._tag is string otherText && string.Equals(text, otherText, StringComparison.Ordinal)
            : ReferenceEquals(_tag, other._tag) && _bits == other._bits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ParameterValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)MixInto(Mix.Start));

    /// <summary>The value as a person writes it, in the invariant culture; nothing is "-".</summary>
    public override string ToString() => Kind switch
    {
        ValueKind.Real => AsReal().ToString("R", CultureInfo.InvariantCulture),
        ValueKind.Integer => _bits.ToString(CultureInfo.InvariantCulture),
        ValueKind.Text => (string)_tag!,
        ValueKind.Boolean => _bits != 0 ? "true" : "false",
        ValueKind.Null => "null",
        _ => "-",
    };

    /// <summary>Folds kind and value into a chain of <see cref="Mix"/>.</summary>
    internal ulong MixInto(ulong chain)
    {
        var kind = Kind;
        var mixed = Mix.Into(chain, (long)kind);
        return kind == ValueKind.Text ? Mix.Into(mixed, (string)_tag!) : Mix.Into(mixed, _bits);
    }

    private InvalidCastException Not(string wanted) => new(
        IsAbsent ? $"There is no value, but {wanted} is wanted."
        : $"The value is {(Kind == ValueKind.Text ? $"the text '{this}'" : ToString())}, but {wanted} is wanted.");
}
