using System.Collections.Immutable;
using Tune.Engine.Randomness;

namespace Tune.Engine.Spaces;

/// <summary>A space made ready for use: names resolved to positions, one pass per configuration.</summary>
internal sealed class SpacePlan
{
    public const string NoFunction =
        "has no function here: the space was read from JSON; give it back its code with WithCodeOf";

    private readonly ParameterTable _table;
    private readonly Domain[] _domains;
    private readonly Gate[][] _gates;
    private readonly Func<Configuration, ParameterValue>?[] _derivations;
    private readonly Rule[] _rules;

    // The position in the unit cube of each parameter, or -1; and the parameter of each position.
    private readonly int[] _coordinateOf;
    private readonly int[] _axes;

    public SpacePlan(
        ImmutableArray<Parameter> parameters,
        ImmutableArray<Constraint> constraints,
        ImmutableDictionary<string, Func<Configuration, ParameterValue>> derivations,
        ImmutableDictionary<string, Func<Configuration, bool>> rules)
    {
        _table = new ParameterTable([.. parameters.Select(p => p.Name)]);
        _domains = [.. parameters.Select(p => p.Domain)];
        _gates = [.. parameters.Select(p => Gates(p.When))];
        _derivations = [.. parameters.Select(p => derivations.GetValueOrDefault(p.Name))];
        _rules = [.. constraints.Select(c => new Rule(c.Name, Gates(c.When), rules.GetValueOrDefault(c.Name)))];
        Coordinates = [.. parameters.Where(p => p.Domain.IsFree)];
        var next = 0;
        _coordinateOf = [.. parameters.Select(p => p.Domain.IsFree ? next++ : -1)];
        _axes = [.. Enumerable.Range(0, _domains.Length).Where(i => _domains[i] is GridDomain)];
        GridSize = _axes.Length == 0 ? null : Size();
    }

    public ImmutableArray<Parameter> Coordinates { get; }

    public long? GridSize { get; }

    /// <summary>A configuration with the given values kept and the rest drawn; null and the constraint's name when
    /// the constraints held for none.</summary>
    public Configuration? Draw(KeyedRandom random, ReadOnlySpan<ParameterValue> given, out string? why)
    {
        why = null;
        for (var tries = 0; tries < SearchSpace.MaxTries; tries++)
        {
            var values = new ParameterValue[_domains.Length];
            for (var i = 0; i < values.Length; i++)
            {
                // One number per coordinate, used or not: what a branch needs does not shift what comes after it.
                var unit = _coordinateOf[i] >= 0 ? random.NextUnit() : 0;
                if (IsOpen(_gates[i], values))
                {
                    values[i] = i < given.Length && !given[i].IsAbsent && _coordinateOf[i] >= 0
                        ? given[i] : Value(i, unit, values);
                }
            }

            var drawn = new Configuration(_table, values);
            if ((why = Broken(drawn, mustKnow: true)) is null)
            {
                return drawn;
            }
        }

        return null;
    }

    /// <summary>The values of the grid axes at one point of the grid.</summary>
    public ParameterValue[] Axes(long index)
    {
        var size = GridSize ?? throw new InvalidOperationException("The space has no grid axis.");
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var given = new ParameterValue[_domains.Length];
        for (var axis = _axes.Length - 1; axis >= 0; axis--)
        {
            var values = ((ListDomain)_domains[_axes[axis]]).Values;
            (index, var position) = Math.DivRem(index, values.Length);
            given[_axes[axis]] = values[(int)position];
        }

        return given;
    }

    /// <summary>Given values in the order of the space, each checked against its domain.</summary>
    public ParameterValue[] Given(Configuration partial)
    {
        var given = new ParameterValue[_domains.Length];
        foreach (var (name, value) in partial)
        {
            var index = _table.IndexOf(name);
            given[index >= 0 ? index : throw new ArgumentException(Unknown(name), nameof(partial))] =
                _domains[index].Contains(value)
                    ? _domains[index].Nearest(value)
                    : throw new ArgumentException(Outside(name, value, _domains[index]), nameof(partial));
        }

        return given;
    }

    /// <summary>Null for a whole configuration of the space, otherwise the reason.</summary>
    public string? WhyNot(Configuration configuration) => Read(configuration, out _);

    public Configuration Conform(Configuration configuration) =>
        Read(configuration, out var read) is { } why ? throw new ArgumentException(why, nameof(configuration)) : read;

    public double[] ToUnit(Configuration configuration) =>
        Numbers(configuration, 0.5, static (domain, value) => domain.ToUnit(value));

    public double[] Encode(Configuration configuration) =>
        Numbers(configuration, double.NaN, static (domain, value) => domain.Encode(value));

    public Configuration FromUnit(ReadOnlySpan<double> unit) =>
        FromNumbers(unit, static (domain, number) => domain.FromUnit(number));

    public Configuration Decode(ReadOnlySpan<double> code) => FromNumbers(
        code, static (domain, number) => double.IsNaN(number) ? domain.FromUnit(0.5) : domain.Decode(number));

    /// <summary>Equal, or numbers that differ by rounding only.</summary>
    public static bool Same(ParameterValue left, ParameterValue right) =>
        left == right || (left.IsNumber && right.IsNumber
            && left.AsReal() is var one && right.AsReal() is var two
            && Math.Abs(one - two) <= 1e-9 * Math.Max(Math.Abs(one), Math.Abs(two)));

    private Configuration FromNumbers(ReadOnlySpan<double> numbers, Func<Domain, double, ParameterValue> value)
    {
        if (numbers.Length != Coordinates.Length)
        {
            throw new ArgumentException(
                $"There are {numbers.Length} numbers; the space has {Coordinates.Length} coordinates.",
                nameof(numbers));
        }

        var values = new ParameterValue[_domains.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (IsOpen(_gates[i], values))
            {
                values[i] = _coordinateOf[i] is var at and >= 0 ? value(_domains[i], numbers[at]) : Value(i, 0, values);
            }
        }

        return new(_table, values);
    }

    private double[] Numbers(Configuration configuration, double inactive, Func<Domain, ParameterValue, double> number)
    {
        var values = Conform(configuration).Values;
        var numbers = new double[Coordinates.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (_coordinateOf[i] is var at and >= 0)
            {
                numbers[at] = values[i].IsAbsent ? inactive : number(_domains[i], values[i]);
            }
        }

        return numbers;
    }

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

        return Broken(read, mustKnow: false) is { } rule ? $"The constraint '{rule}' does not hold." : null;
    }

    private ParameterValue Value(int index, double unit, ParameterValue[] values) =>
        _domains[index] is DerivedDomain ? Derive(index, values, index) : _domains[index].FromUnit(unit);

    // The function sees the values before it and never the array that is still being filled.
    private ParameterValue Derive(int index, ParameterValue[] values, int known)
    {
        var derive = _derivations[index] ?? throw new InvalidSpaceException(_table[index], NoFunction);
        var before = new ParameterValue[values.Length];
        values.AsSpan(0, known).CopyTo(before);
        var value = Ask(derive, new(_table, before), $"parameter '{_table[index]}'");
        return value.IsAbsent
            ? throw new InvalidSpaceException(_table[index], "is derived, but its function gave no value")
            : value;
    }

    private string? Broken(Configuration configuration, bool mustKnow)
    {
        foreach (var rule in _rules)
        {
            if (!IsOpen(rule.Gates, configuration.Values))
            {
                continue;
            }

            if (rule.Holds is null && mustKnow)
            {
                throw new InvalidSpaceException($"The constraint '{rule.Name}' {NoFunction}.");
            }

            if (rule.Holds is not null && !Ask(rule.Holds, configuration, $"constraint '{rule.Name}'"))
            {
                return rule.Name;
            }
        }

        return null;
    }

    private static T Ask<T>(Func<Configuration, T> function, Configuration configuration, string what)
    {
        try
        {
            return function(configuration);
        }
        catch (Exception e) when (e is not InvalidSpaceException and not OutOfMemoryException)
        {
            throw new InvalidSpaceException(
                $"The function of the {what} failed for ({configuration}): {e.Message}", e);
        }
    }

    private Gate[] Gates(ImmutableArray<Condition> when) =>
        [.. when.Select(c => new Gate(_table.IndexOf(c.Parent), c.Values))];

    private static bool IsOpen(Gate[] gates, ReadOnlySpan<ParameterValue> values)
    {
        foreach (var gate in gates)
        {
            if (!gate.Values.AsSpan().Contains(values[gate.Parent]))
            {
                return false;
            }
        }

        return true;
    }

    private long Size()
    {
        try
        {
            return _axes.Aggregate(1L, (size, axis) => size * ((ListDomain)_domains[axis]).Values.Length);
        }
        catch (OverflowException e)
        {
            throw new InvalidSpaceException(
                "The grid has more points than a 64-bit number holds; use fewer axes or values.", e);
        }
    }

    private string Unknown(string name) =>
        $"There is no parameter '{name}' in the space; it has: {string.Join(", ", _table.Names.ToArray())}.";

    private static string Outside(string name, ParameterValue value, Domain domain) =>
        $"The parameter '{name}' is {value}; allowed is {domain.Allowed}.";

    private readonly record struct Gate(int Parent, ImmutableArray<ParameterValue> Values);

    private sealed record Rule(string Name, Gate[] Gates, Func<Configuration, bool>? Holds);
}
