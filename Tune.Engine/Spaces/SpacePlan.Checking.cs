namespace Tune.Engine.Spaces;

// What others made: taken over, mended or refused with a reason.
internal sealed partial class SpacePlan
{
    /// <summary>Given values in the order of the space, each checked against its domain.</summary>
    public ParameterValue[] Given(Configuration partial)
    {
        var given = new ParameterValue[_domains.Length];
        foreach (var (name, value) in partial)
        {
            var index = _table.IndexOf(name);
            given[index >= 0 ? index : throw new ArgumentException(Unknown(name))] =
                _domains[index].Contains(value)
                    ? _domains[index].Nearest(value)
                    : throw new ArgumentException(Outside(name, value, _domains[index]));
        }

        return given;
    }

    /// <summary>Values in the order of the space, each moved to the nearest allowed one or, failing that, left
    /// out.</summary>
    public ParameterValue[] Wished(Configuration wish)
    {
        var wished = new ParameterValue[_domains.Length];
        for (var i = 0; i < wished.Length; i++)
        {
            if (wish.TryGet(_table[i], out var value)
                && (_domains[i].Contains(value) || (value.IsNumber && _domains[i].IsNumeric)))
            {
                wished[i] = _domains[i].Nearest(value);
            }
        }

        return wished;
    }

    /// <summary>Null for a whole configuration of the space, otherwise the reason.</summary>
    public string? WhyNot(Configuration configuration) => Read(configuration, out _);

    public Configuration Conform(Configuration configuration) =>
        Read(configuration, out var read) is { } why ? throw new ArgumentException(why, nameof(configuration)) : read;

    private string? Read(Configuration configuration, out Configuration read)
    {
        var values = new ParameterValue[_domains.Length];
        read = new(_table, values);
        if (!ReferenceEquals(configuration.Table, _table)
            && configuration.FirstOrDefault(e => _table.IndexOf(e.Key) < 0) is { Key: not null } unknown)
        {
            return Unknown(unknown.Key);
        }

        for (var i = 0; i < values.Length; i++)
        {
            var (name, domain) = (_table[i], _domains[i]);
            var has = configuration.TryGet(name, out var value);
            if (has != IsOpen(_gates[i], values))
            {
                return has
                    ? $"The parameter '{name}' has a value, but its condition does not hold."
                    : $"The parameter '{name}' has no value; allowed is {domain.Allowed}.";
            }

            if (has && !domain.Contains(value))
            {
                return Outside(name, value, domain);
            }

            values[i] = has ? domain.Nearest(value) : default;
            if (has && _derivations[i] is not null && Derive(i, values, i) is var derived && !Same(derived, value))
            {
                return $"The parameter '{name}' is {value}, but the space derives {derived}.";
            }
        }

        return Broken(read, mustKnow: false);
    }

    private string? Lost(ParameterValue[] values, ReadOnlySpan<ParameterValue> given)
    {
        for (var i = 0; i < given.Length; i++)
        {
            if (!given[i].IsAbsent && !Same(values[i], given[i]))
            {
                return values[i].IsAbsent
                    ? $"The parameter '{_table[i]}' is given, but its condition does not hold."
                    : $"The parameter '{_table[i]}' is given as {given[i]}, but the space gives {values[i]}.";
            }
        }

        return null;
    }

    /// <summary>Equal, or numbers that differ by rounding only.</summary>
    private static bool Same(ParameterValue left, ParameterValue right) =>
        left == right || (left.IsNumber && right.IsNumber
            && left.AsReal() is var one && right.AsReal() is var two
            && Math.Abs(one - two) <= 1e-9 * Math.Max(Math.Abs(one), Math.Abs(two)));

    private string Unknown(string name) =>
        $"There is no parameter '{name}' in the space; it has: {string.Join(", ", _table.Names.ToArray())}.";

    private static string Outside(string name, ParameterValue value, Domain domain) =>
        $"The parameter '{name}' is {value}; allowed is {domain.Allowed}.";
}
