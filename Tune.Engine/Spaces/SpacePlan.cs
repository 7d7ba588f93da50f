using System.Collections.Immutable;
using Tune.Engine.Randomness;

namespace Tune.Engine.Spaces;

/// <summary>A space made ready for use: names resolved to positions, one pass per configuration.</summary>
internal sealed partial class SpacePlan
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

    /// <summary>
    /// A configuration with the given values kept and the rest drawn; null and the last reason when none was found.
    /// </summary>
    /// <param name="random">Gives one number per coordinate and try.</param>
    /// <param name="given">In the order of the space, absent for what is to be drawn; empty when nothing is
    /// given.</param>
    /// <param name="strict">True when everything given must be part of the configuration; otherwise what turns out
    /// inactive is dropped.</param>
    /// <param name="why">A whole sentence when none was found.</param>
    public Configuration? Draw(
        KeyedRandom random, ReadOnlySpan<ParameterValue> given, bool strict, out string? why)
    {
        why = null;
        var most = IsAllGiven(given) ? 1 : SearchSpace.MaxTries;
        for (var tries = 0; tries < most; tries++)
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
            why = (strict ? Lost(values, given) : null) ?? Broken(drawn, mustKnow: true);
            if (why is null)
            {
                return drawn;
            }
        }

        return null;
    }

    private bool IsAllGiven(ReadOnlySpan<ParameterValue> given)
    {
        for (var i = 0; i < _domains.Length; i++)
        {
            if (_coordinateOf[i] >= 0 && (i >= given.Length || given[i].IsAbsent))
            {
                return false;
            }
        }

        return true;
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
                return $"The constraint '{rule.Name}' does not hold.";
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

    private readonly record struct Gate(int Parent, ImmutableArray<ParameterValue> Values);

    private sealed record Rule(string Name, Gate[] Gates, Func<Configuration, bool>? Holds);
}
