using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces.Json;

namespace Tune.Engine.Spaces;

/// <summary>
/// What may be tried: parameters with their domains and conditions, and constraints between them. Immutable: every
/// building call returns a new space, already checked.
/// </summary>
/// <remarks>
/// A space is data, except for the functions of derived parameters and constraints. JSON keeps the names of those, and
/// <see cref="WithCodeOf"/> gives a space read from JSON its functions back. Equality and <see cref="Fingerprint"/> are
/// about the data.
/// </remarks>
[JsonConverter(typeof(SearchSpaceConverter))]
public sealed partial class SearchSpace : IEquatable<SearchSpace>
{
    private readonly ImmutableDictionary<string, Func<Configuration, ParameterValue>> _derivations;
    private readonly ImmutableDictionary<string, Func<Configuration, bool>> _rules;

    // Where the building calls are now: inside which branches, and below which name.
    private readonly ImmutableArray<Condition> _scope;
    private readonly string _prefix;
    private readonly Lazy<SpacePlan> _plan;
    private readonly Lazy<long?> _cardinality;

    /// <summary>The space without parameters, from which others are built.</summary>
    public SearchSpace()
        : this([], [], NoDerivations, NoRules, [], "")
    {
    }

    private SearchSpace(
        ImmutableArray<Parameter> parameters,
        ImmutableArray<Constraint> constraints,
        ImmutableDictionary<string, Func<Configuration, ParameterValue>> derivations,
        ImmutableDictionary<string, Func<Configuration, bool>> rules,
        ImmutableArray<Condition> scope,
        string prefix)
    {
        (Parameters, Constraints) = (parameters, constraints);
        (_derivations, _rules, _scope, _prefix) = (derivations, rules, scope, prefix);
        _plan = new(() => new SpacePlan(parameters, constraints, derivations, rules));
        _cardinality = new(() => SpaceCounting.Count(this));
    }

    /// <summary>The parameters, parents before their children.</summary>
    public ImmutableArray<Parameter> Parameters { get; }

    /// <summary>The constraints, in the order in which they were required.</summary>
    public ImmutableArray<Constraint> Constraints { get; }

    /// <summary>How many coordinates a configuration has: one for each parameter with something to choose.</summary>
    public int Dimensions => _plan.Value.Coordinates.Length;

    /// <summary>The parameter of each coordinate, in order.</summary>
    public ImmutableArray<Parameter> Coordinates => _plan.Value.Coordinates;

    /// <summary>How many combinations the grid axes have; null when there is no grid axis.</summary>
    public long? GridSize => _plan.Value.GridSize;

    /// <summary>
    /// How many different configurations there are, constraints aside; null when they are not countable, or more than
    /// a long holds, or depend on a derived value.
    /// </summary>
    public long? Cardinality => _cardinality.Value;

    /// <summary>True when every derived parameter and every constraint has its function.</summary>
    public bool HasCode =>
        Parameters.All(p => p.Domain is not DerivedDomain || _derivations.ContainsKey(p.Name))
        && Constraints.All(c => _rules.ContainsKey(c.Name));

    /// <summary>A stable number of the data form: equal spaces have the same one in every process and
    /// version.</summary>
    public ulong Fingerprint
    {
        get
        {
            var mixed = Mix.Into(Mix.Start, Parameters.Length);
            foreach (var parameter in Parameters)
            {
                mixed = parameter.MixInto(mixed);
            }

            foreach (var constraint in Constraints)
            {
                mixed = constraint.MixInto(mixed);
            }

            return mixed;
        }
    }

    private static ImmutableDictionary<string, Func<Configuration, ParameterValue>> NoDerivations { get; } =
        ImmutableDictionary.Create<string, Func<Configuration, ParameterValue>>(StringComparer.Ordinal);

    private static ImmutableDictionary<string, Func<Configuration, bool>> NoRules { get; } =
        ImmutableDictionary.Create<string, Func<Configuration, bool>>(StringComparer.Ordinal);

    /// <summary>The parameter with this name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Parameter this[string name] => Find(name) ?? throw new KeyNotFoundException(
        $"There is no parameter '{name}' in this space; it has: {string.Join(", ", Parameters.Select(p => p.Name))}.");

    /// <summary>The same space with the functions that the other has for its derived parameters and
    /// constraints.</summary>
    /// <exception cref="InvalidSpaceException">The other lacks a function that is needed here.</exception>
    public SearchSpace WithCodeOf(SearchSpace registered)
    {
        var (derivations, rules) = (_derivations, _rules);
        foreach (var parameter in Parameters.Where(p => p.Domain is DerivedDomain))
        {
            derivations = registered._derivations.TryGetValue(parameter.Name, out var derive)
                ? derivations.SetItem(parameter.Name, derive)
                : throw new InvalidSpaceException(
                    parameter.Name, "is derived, but the registered space has no function for it");
        }

        foreach (var constraint in Constraints)
        {
            rules = registered._rules.TryGetValue(constraint.Name, out var holds)
                ? rules.SetItem(constraint.Name, holds)
                : throw new InvalidSpaceException(
                    $"The constraint '{constraint.Name}' has no function in the registered space.");
        }

        return new(Parameters, Constraints, derivations, rules, _scope, _prefix);
    }

    /// <summary>
    /// Checks what the building calls cannot: that every function is there and that a configuration can be drawn.
    /// </summary>
    /// <exception cref="InvalidSpaceException">A function is missing or throws, or no configuration was
    /// found.</exception>
    public void Validate()
    {
        foreach (var parameter in Parameters.Where(p => p.Domain is DerivedDomain && !_derivations.ContainsKey(p.Name)))
        {
            throw new InvalidSpaceException(parameter.Name, SpacePlan.NoFunction);
        }

        if (Constraints.FirstOrDefault(c => !_rules.ContainsKey(c.Name)) is { } without)
        {
            throw new InvalidSpaceException($"The constraint '{without.Name}' {SpacePlan.NoFunction}.");
        }

        Sample(KeyedRandom.For(0, "space/validate"));
    }

    /// <summary>Same data: parameters, domains, conditions and names of constraints, in the same order.</summary>
    public bool Equals(SearchSpace? other) =>
        other is not null && Parameters.AsSpan().SequenceEqual(other.Parameters.AsSpan())
        && Constraints.AsSpan().SequenceEqual(other.Constraints.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SearchSpace);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)Fingerprint);

    /// <summary>For people: one line for each parameter and constraint.</summary>
    public override string ToString() => string.Join(
        "\n",
        Parameters.Select(p => $"{p.Name}: {p.Domain.Allowed}{Suffix(p.When)}")
            .Concat(Constraints.Select(c => $"require {c.Name}{Suffix(c.When)}")));

    private static string Suffix(ImmutableArray<Condition> when) =>
        when.IsEmpty ? "" : $" (when {string.Join(" and ", when)})";

    private Parameter? Find(string name) =>
        Parameters.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.Ordinal));
}
