using System.Collections.Immutable;

namespace Tune.Engine.Spaces;

// The fluent front end. Every call checks what it adds and returns a new space.
public sealed partial class SearchSpace
{
    /// <summary>Real numbers from low to high, both included, uniform; with a step only low, low + step, …
    /// high. Equal bounds are a constant.</summary>
    /// <exception cref="InvalidSpaceException">The name or the domain is refused.</exception>
    public SearchSpace Uniform(string name, double low, double high, double? step = null) =>
        Add(name, RealDomain.Of(low, high, log: false, step));

    /// <summary>Real numbers from low to high, both included and above 0, uniform in the logarithm.</summary>
    /// <inheritdoc cref="Uniform"/>
    public SearchSpace LogUniform(string name, double low, double high, double? step = null) =>
        Add(name, RealDomain.Of(low, high, log: true, step));

    /// <summary>Normally distributed numbers; with a step, whole multiples of it.</summary>
    /// <inheritdoc cref="Uniform"/>
    public SearchSpace Normal(string name, double mean, double deviation, double? step = null) =>
        Add(name, new NormalDomain(mean, deviation, log: false, step));

    /// <summary>Positive numbers whose natural logarithm has this mean and standard deviation.</summary>
    /// <inheritdoc cref="Uniform"/>
    public SearchSpace LogNormal(string name, double mean, double deviation, double? step = null) =>
        Add(name, new NormalDomain(mean, deviation, log: true, step));

    /// <summary>Whole numbers low, low + step, … high; both bounds are included.</summary>
    /// <inheritdoc cref="Uniform"/>
    public SearchSpace Integer(string name, long low, long high, long step = 1) =>
        Add(name, IntegerDomain.Of(low, high, log: false, step));

    /// <summary>Whole numbers from low to high, both included and above 0, on a logarithmic scale.</summary>
    /// <inheritdoc cref="Uniform"/>
    public SearchSpace LogInteger(string name, long low, long high, long step = 1) =>
        Add(name, IntegerDomain.Of(low, high, log: true, step));

    /// <summary>One of these values, without an order: all numbers, all texts or all true and false.</summary>
    /// <inheritdoc cref="Uniform"/>
    public SearchSpace Choice(string name, params ReadOnlySpan<ParameterValue> values) =>
        Add(name, new ChoiceDomain([.. values]));

    /// <summary>One of these values, in a meaningful order.</summary>
    /// <inheritdoc cref="Uniform"/>
    public SearchSpace Ordinal(string name, params ReadOnlySpan<ParameterValue> values) =>
        Add(name, new OrdinalDomain([.. values]));

    /// <summary>False or true.</summary>
    /// <inheritdoc cref="Uniform"/>
    public SearchSpace Boolean(string name) => Add(name, new BooleanDomain());

    /// <summary>A grid axis: the grid searcher tries each of these values with each of every other axis.</summary>
    /// <inheritdoc cref="Uniform"/>
    public SearchSpace Grid(string name, params ReadOnlySpan<ParameterValue> values) =>
        Add(name, new GridDomain([.. values]));

    /// <summary>Always this value.</summary>
    /// <inheritdoc cref="Uniform"/>
    public SearchSpace Constant(string name, ParameterValue value) => Add(name, new ConstantDomain(value));

    /// <summary>A value computed from the values before it. The function must depend on nothing else.</summary>
    /// <inheritdoc cref="Uniform"/>
    public SearchSpace Derive(string name, Func<Configuration, ParameterValue> derive)
    {
        ArgumentNullException.ThrowIfNull(derive);
        var added = Add(name, new DerivedDomain());
        return added.Coded(added._derivations.SetItem(added.Parameters[^1].Name, derive), _rules);
    }

    /// <summary>
    /// A rule that every configuration obeys; inside a branch, every configuration of that branch. Sampling draws again
    /// until all rules hold, up to <see cref="MaxTries"/> times.
    /// </summary>
    /// <exception cref="InvalidSpaceException">The name is refused or already taken by another rule.</exception>
    public SearchSpace Require(string name, Func<Configuration, bool> holds)
    {
        ArgumentNullException.ThrowIfNull(holds);
        var added = Add(new Constraint(_prefix + name, _scope));
        return added.Coded(_derivations, added._rules.SetItem(_prefix + name, holds));
    }

    /// <summary>A branch: the parameters added inside are active only while the parent has this value.</summary>
    /// <param name="parent">A parameter declared before.</param>
    /// <param name="value">One of the parent's values.</param>
    /// <param name="branch">Adds the parameters of the branch and returns the space.</param>
    /// <exception cref="InvalidSpaceException">The parent is unknown or cannot have the value.</exception>
    public SearchSpace When(string parent, ParameterValue value, Func<SearchSpace, SearchSpace> branch) =>
        When(parent, [value], branch);

    /// <summary>A branch: the parameters added inside are active only while the parent has one of these
    /// values.</summary>
    /// <inheritdoc cref="When(string, ParameterValue, Func{SearchSpace, SearchSpace})"/>
    public SearchSpace When(
        string parent, IEnumerable<ParameterValue> values, Func<SearchSpace, SearchSpace> branch)
    {
        var full = Find(_prefix + parent) is null ? parent : _prefix + parent;
        var condition = Checked(new(full, [.. values]), problem => new($"The branch of '{full}' {problem}."));
        return Inside(branch, _scope.Add(condition), _prefix);
    }

    /// <summary>A nested record: the parameters added inside have names that start with <c>name/</c>.</summary>
    /// <exception cref="InvalidSpaceException">The name is refused.</exception>
    public SearchSpace Nest(string name, Func<SearchSpace, SearchSpace> record) =>
        ParameterName.Problem(name) is { } problem
            ? throw new InvalidSpaceException(_prefix + name, problem)
            : Inside(record, _scope, $"{_prefix}{name}/");

    /// <summary>A parameter with this domain.</summary>
    /// <inheritdoc cref="Uniform"/>
    public SearchSpace Add(string name, Domain domain) => Add(new Parameter(_prefix + name, domain, _scope));

    /// <summary>A parameter as it is, with its full name and all of its conditions.</summary>
    internal SearchSpace Add(Parameter parameter)
    {
        var (name, domain) = (parameter.Name, parameter.Domain);
        var problem = ParameterName.Problem(name) ?? domain.Problem
            ?? (Find(name) is null ? null : "is declared twice; each name must be there once")
            ?? (domain is GridDomain && !parameter.When.IsEmpty
                ? "is a grid axis inside a branch; a grid axis must always be active, use a choice instead" : null);
        if (problem is not null)
        {
            throw new InvalidSpaceException(name, problem);
        }

        var conditions = parameter.When.Select(c => Checked(c, why => new(name, why))).ToImmutableArray();
        return new(
            Parameters.Add(parameter with { When = conditions }), Constraints, _derivations, _rules, _scope, _prefix);
    }

    internal SearchSpace Add(Constraint constraint)
    {
        var problem = ParameterName.Problem(constraint.Name)
            ?? (Constraints.Any(c => c.Name == constraint.Name) ? "is there twice; each must have its own name" : null);
        if (problem is not null)
        {
            throw new InvalidSpaceException($"The constraint '{constraint.Name}' {problem}.");
        }

        var conditions = constraint.When
            .Select(c => Checked(c, why => new($"The constraint '{constraint.Name}' {why}."))).ToImmutableArray();
        return new(
            Parameters, Constraints.Add(constraint with { When = conditions }), _derivations, _rules, _scope, _prefix);
    }

    private SearchSpace Coded(
        ImmutableDictionary<string, Func<Configuration, ParameterValue>> derivations,
        ImmutableDictionary<string, Func<Configuration, bool>> rules) =>
        new(Parameters, Constraints, derivations, rules, _scope, _prefix);

    private SearchSpace Inside(
        Func<SearchSpace, SearchSpace> add, ImmutableArray<Condition> scope, string prefix)
    {
        ArgumentNullException.ThrowIfNull(add);
        var inner = add(new(Parameters, Constraints, _derivations, _rules, scope, prefix))
            ?? throw new InvalidSpaceException(
                "A branch or nested record returned null; it must return the space it was given.");
        return inner.Parameters.AsSpan().StartsWith(Parameters.AsSpan())
            ? new(inner.Parameters, inner.Constraints, inner._derivations, inner._rules, _scope, _prefix)
            : throw new InvalidSpaceException(
                "A branch or nested record returned another space; it must add to the space it was given.");
    }

    // A condition with its values as the parent has them.
    private Condition Checked(Condition condition, Func<string, InvalidSpaceException> refuse)
    {
        var parent = Find(condition.Parent) ?? throw refuse(
            $"depends on '{condition.Parent}', which is not declared before it; parents come first, "
                + "so that none depends on itself");
        if (condition.Values.IsDefaultOrEmpty)
        {
            throw refuse($"depends on '{parent.Name}' with no values; name at least one");
        }

        if (parent.Domain is RealDomain or NormalDomain)
        {
            throw refuse(
                $"depends on '{parent.Name}', which is a real number; a parent must be a choice, ordinal, "
                    + "boolean, grid axis, whole number, constant or derived value");
        }

        return condition.Values.FirstOrDefault(v => v.IsAbsent || !parent.Domain.Contains(v)) is var wrong
            && condition.Values.All(v => !v.IsAbsent && parent.Domain.Contains(v))
            ? condition with { Values = [.. condition.Values.Select(parent.Domain.Nearest)] }
            : throw refuse(
                $"depends on '{parent.Name}' being '{wrong}'; allowed is {parent.Domain.Allowed}");
    }
}
