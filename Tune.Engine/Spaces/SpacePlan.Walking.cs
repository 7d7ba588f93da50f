namespace Tune.Engine.Spaces;

// The configurations of a finite space, one after the other, each once.
internal sealed partial class SpacePlan
{
    /// <summary>The configuration after this one, constraints aside; after the last comes the first.</summary>
    /// <param name="configuration">One that the space itself has made.</param>
    public Configuration After(Configuration configuration)
    {
        var values = configuration.Values.ToArray();
        for (var i = values.Length - 1; i >= 0; i--)
        {
            if (values[i].IsAbsent || _domains[i] is DerivedDomain)
            {
                continue;
            }

            var next = _domains[i].LevelOf(values[i]) + 1;
            if (next < _domains[i].Cardinality)
            {
                values[i] = _domains[i].Level(next);
                return FirstBehind(i, values);
            }
        }

        return FirstBehind(-1, values);
    }

    /// <summary>Null where the constraints hold, otherwise the reason.</summary>
    public string? WhyBroken(Configuration configuration) => Broken(configuration, mustKnow: false);

    private Configuration FirstBehind(int last, ParameterValue[] values)
    {
        values.AsSpan(last + 1).Clear();
        for (var i = last + 1; i < values.Length; i++)
        {
            if (IsOpen(_gates[i], values))
            {
                values[i] = _domains[i] is DerivedDomain ? Derive(i, values, i) : _domains[i].Level(0);
            }
        }

        return new(_table, values);
    }
}
