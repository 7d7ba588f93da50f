using System.Collections;
using System.Text;
using System.Text.Json.Serialization;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces.Json;

namespace Tune.Engine.Spaces;

/// <summary>
/// The parameter values of one trial: an immutable list of name and value, in the order of the space.
/// Nested records have flat names with '/' between the parts, for example <c>optimizer/momentum</c>.
/// </summary>
/// <remarks>
/// Two configurations are equal when they have the same names with the same values; the order does not count.
/// A parameter of a branch not taken is not there at all. In JSON: a plain object, in order.
/// </remarks>
[JsonConverter(typeof(ConfigurationConverter))]
public sealed class Configuration : IEquatable<Configuration>, IEnumerable<KeyValuePair<string, ParameterValue>>
{
    private readonly ParameterTable _table;
    private readonly ParameterValue[] _values;

    internal Configuration(ParameterTable table, ParameterValue[] values) => (_table, _values) = (table, values);

    /// <summary>The configuration without parameters.</summary>
    public static Configuration Empty { get; } = new(ParameterTable.Empty, []);

    /// <summary>How many parameters have a value.</summary>
    public int Count => _values.Count(v => !v.IsAbsent);

    /// <summary>
    /// A number that is the same for equal configurations in every process and version, and almost surely different
    /// for different ones.
    /// </summary>
    public ulong Fingerprint
    {
        get
        {
            unchecked
            {
                // A sum, so that the order of the parameters does not count.
                var sum = Mix.Start;
                for (var i = 0; i < _values.Length; i++)
                {
                    if (!_values[i].IsAbsent)
                    {
                        sum += _values[i].MixInto(_table.Mixed(i));
                    }
                }

                return Mix.Finish(sum);
            }
        }
    }

    /// <summary>The value of a parameter.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter, or it is in a branch not taken.</exception>
    public ParameterValue this[string name] => TryGet(name, out var value) ? value : throw Missing(name);

    internal ParameterTable Table => _table;

    internal ReadOnlySpan<ParameterValue> Values => _values;

    /// <summary>A configuration of these names and values, in this order; absent values are left out.</summary>
    /// <exception cref="ArgumentException">A name is refused or appears twice.</exception>
    public static Configuration Of(params ReadOnlySpan<(string Name, ParameterValue Value)> entries)
    {
        var names = new string[entries.Length];
        var values = new ParameterValue[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            (names[i], values[i]) = entries[i];
        }

        return new(ParameterTable.For(names), values);
    }

    /// <summary>True when the parameter has a value here.</summary>
    public bool Has(string name) => TryGet(name, out _);

    /// <summary>Reads a value if there is one.</summary>
    public bool TryGet(string name, out ParameterValue value)
    {
        var index = _table.IndexOf(name);
        value = index < 0 ? default : _values[index];
        return !value.IsAbsent;
    }

    /// <summary>The value of a parameter as a real number; whole numbers are converted.</summary>
    /// <exception cref="KeyNotFoundException">It has no value.</exception>
    /// <exception cref="InvalidCastException">It is not a number.</exception>
    public double Real(string name) => Read(name, static v => v.AsReal());

    /// <summary>The value of a parameter as a whole number.</summary>
    /// <inheritdoc cref="Real"/>
    public long Integer(string name) => Read(name, static v => v.AsInteger());

    /// <summary>The value of a parameter as a text.</summary>
    /// <inheritdoc cref="Real"/>
    public string Text(string name) => Read(name, static v => v.AsText());

    /// <summary>The value of a parameter as true or false.</summary>
    /// <inheritdoc cref="Real"/>
    public bool Boolean(string name) => Read(name, static v => v.AsBoolean());

    /// <summary>The same configuration with one value replaced, or added at the end; an absent value takes it
    /// away.</summary>
    public Configuration With(string name, ParameterValue value)
    {
        var index = _table.IndexOf(name);
        if (index < 0)
        {
            return value.IsAbsent ? this : new(ParameterTable.For([.. _table.Names, name]), [.. _values, value]);
        }

        var values = (ParameterValue[])_values.Clone();
        values[index] = value;
        return new(_table, values);
    }

    /// <summary>The same configuration without one parameter.</summary>
    public Configuration Without(string name) => With(name, ParameterValue.Absent);

    /// <summary>The names and values, in order.</summary>
    public IEnumerator<KeyValuePair<string, ParameterValue>> GetEnumerator()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            if (!_values[i].IsAbsent)
            {
                yield return new(_table[i], _values[i]);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Configuration? other)
    {
        if (other is null || ReferenceEquals(this, other))
        {
            return other is not null;
        }

        if (ReferenceEquals(_table, other._table))
        {
            return _values.AsSpan().SequenceEqual(other._values);
        }

        var shared = 0;
        for (var i = 0; i < _values.Length; i++)
        {
            if (!_values[i].IsAbsent)
            {
                shared++;
                if (!other.TryGet(_table[i], out var value) || value != _values[i])
                {
                    return false;
                }
            }
        }

        return shared == other.Count;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Configuration);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)Fingerprint);

    /// <summary>For people: <c>lr=0.01, hidden=64</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in this)
        {
            text.Append(text.Length == 0 ? "" : ", ").Append(name).Append('=').Append(value.ToString());
        }

        return text.ToString();
    }

    private T Read<T>(string name, Func<ParameterValue, T> cast)
    {
        var value = this[name];
        try
        {
            return cast(value);
        }
        catch (InvalidCastException e)
        {
            throw new InvalidCastException($"Parameter '{name}': {e.Message}", e);
        }
    }

    private KeyNotFoundException Missing(string name) => new(_table.IndexOf(name) >= 0
        ? $"The parameter '{name}' has no value in this configuration: its condition does not hold, or it comes later."
        : $"There is no parameter '{name}' in this configuration; it has: "
            + $"{string.Join(", ", this.Select(e => e.Key))}.");
}
