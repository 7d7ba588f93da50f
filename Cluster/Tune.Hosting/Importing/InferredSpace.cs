using Tune.Engine.Spaces;

namespace Tune.Hosting.Importing;

/// <summary>
/// A space in which all of some configurations lie. A parameter that some lack is conditional: on one of few values
/// that tells those with it from those without, or else on a parameter <c>has NAME</c> that is made up for it.
/// </summary>
internal sealed class InferredSpace
{
    private const int ValuesMax = 1_000;

    // From here on a range of positive numbers is taken for one of magnitudes.
    private const double LogFrom = 100;

    private readonly IReadOnlyList<ImportedTrial> _trials;
    private readonly IReadOnlyDictionary<string, Domain> _known;
    private readonly List<Dictionary<string, ParameterValue>> _configs;

    private InferredSpace(IReadOnlyList<ImportedTrial> trials, IReadOnlyDictionary<string, Domain> known)
    {
        (_trials, _known) = (trials, known);
        _configs = [.. trials.Select(trial => new Dictionary<string, ParameterValue>(
            trial.Config, StringComparer.Ordinal))];
    }

    /// <summary>The space, and the configurations in it.</summary>
    /// <param name="trials">One or more trials.</param>
    /// <param name="known">What is known of parameters. A domain that lacks a value that was used is not believed.
    /// </param>
    /// <exception cref="ImportException">A parameter has a name or values that no space can have.</exception>
    public static (SearchSpace Space, IReadOnlyList<Configuration> Configs) Of(
        IReadOnlyList<ImportedTrial> trials, IReadOnlyDictionary<string, Domain> known) =>
        new InferredSpace(trials, known).Build();

    private (SearchSpace Space, IReadOnlyList<Configuration> Configs) Build()
    {
        string[] names = [.. _trials.SelectMany(trial => trial.Config.Keys).Distinct(StringComparer.Ordinal)];
        var always = names.ToLookup(name => _configs.TrueForAll(config => config.ContainsKey(name)));
        var space = new SearchSpace();
        foreach (var name in always[true])
        {
            space = Add(space, name, _configs.Select(config => config[name]));
        }

        var parents = space.Parameters.Where(each => each.Domain is ListDomain { Values.Length: > 1 }).ToList();
        foreach (var name in always[false])
        {
            var (parent, values) = parents
                .Select(each => (each.Name, Values: ValuesWith(each.Name, name)))
                .FirstOrDefault(each => each.Values is not null);
            if (parent is null)
            {
                parent = NewParent(space, name, names);
                space = space.Boolean(parent);
                foreach (var config in _configs)
                {
                    config[parent] = config.ContainsKey(name);
                }

                values = [true];
            }

            space = space.When(parent, values!, branch => Add(
                branch, name, _configs.Where(config => config.ContainsKey(name)).Select(config => config[name])));
        }

        return (space, [.. _configs.Select(config => Configuration.Of(
            [.. space.Parameters.Where(each => config.ContainsKey(each.Name))
                .Select(each => (each.Name, each.Domain.Nearest(config[each.Name])))]))]);
    }

    private static string NewParent(SearchSpace space, string name, string[] names)
    {
        var parent = $"has {name}";
        while (names.Contains(parent) || space.Parameters.Any(each => each.Name == parent))
        {
            parent = $"has {parent}";
        }

        return parent;
    }

    // The parent's values with the parameter, if it has none of them without.
    private List<ParameterValue>? ValuesWith(string parent, string name)
    {
        var with = _configs.Where(config => config.ContainsKey(name)).Select(config => config[parent]).ToHashSet();
        return _configs.Exists(config => !config.ContainsKey(name) && with.Contains(config[parent])) ? null : [.. with];
    }

    private SearchSpace Add(SearchSpace space, string name, IEnumerable<ParameterValue> used)
    {
        var values = used.ToList();
        try
        {
            return _known.TryGetValue(name, out var known) && known.Problem is null
                && values.TrueForAll(known.Contains)
                    ? space.Add(name, known)
                    : Infer(space, name, values);
        }
        catch (InvalidSpaceException refused)
        {
            throw new ImportException($"The parameter '{Start(name)}' cannot be imported. {refused.Message}", refused);
        }
    }

    private SearchSpace Infer(SearchSpace space, string name, List<ParameterValue> values)
    {
        if (values.TrueForAll(value => value.Kind == ValueKind.Integer))
        {
            return space.Integer(name, values.Min(each => each.AsInteger()), values.Max(each => each.AsInteger()));
        }

        if (values.TrueForAll(value => value.IsNumber))
        {
            var (low, high) = (values.Min(each => each.AsReal()), values.Max(each => each.AsReal()));
            return low > 0 && high / low >= LogFrom
                ? space.LogUniform(name, low, high)
                : space.Uniform(name, low, high);
        }

        var kinds = values.Where(value => !value.IsNull).Select(value => value.IsNumber).Distinct().Count();
        if (kinds > 1 || values.Where(value => !value.IsNull).Select(value => value.Kind).Distinct().Count() > 1)
        {
            // A list has values of one kind.
            values = [.. values.Select(value => ParameterValue.Text(value.ToString()))];
            foreach (var config in _configs.Where(config => config.ContainsKey(name)))
            {
                config[name] = ParameterValue.Text(config[name].ToString());
            }
        }

        ParameterValue[] distinct = [.. values.Distinct()];
        return distinct.Length switch
        {
            1 => space.Constant(name, distinct[0]),
            > ValuesMax => throw new ImportException(
                $"The parameter '{Start(name)}' has {distinct.Length} different texts; at most {ValuesMax} can be "
                + "imported. Leave it out."),
            _ => space.Choice(name, distinct),
        };
    }

    private static string Start(string name) => name.Length <= 100 ? name : name[..100] + "…";
}
