using Tune.Engine.Spaces;
using Tune.Plots.Importance;

namespace Tune.Plots.Charts;

/// <summary>Makes the axis of a parameter from its domain.</summary>
internal static class ParameterAxis
{
    private const int LevelsMax = 64;

    /// <summary>The axis of a parameter; <paramref name="values"/> set its ends where the domain has none.</summary>
    public static ChartParameter For(Parameter parameter, IReadOnlyList<double> values)
    {
        var (name, domain) = (parameter.Name, parameter.Domain);
        var dimension = new Dimension(name, Levels(domain), domain.IsOrdered);
        return domain switch
        {
            ListDomain list => new(name, 0, list.Values.Length - 1, false, false, [.. list.Values.Select(v => $"{v}")])
            {
                Dimension = dimension,
            },
            RealDomain real => new(name, real.Low, real.High, real.Log, false, []) { Dimension = dimension },
            IntegerDomain whole => new(name, whole.Low, whole.High, whole.Log && whole.Low > 0, true, [])
            {
                Dimension = dimension,
            },
            _ => Seen(name, values, domain is NormalDomain { Log: true }) with { Dimension = dimension },
        };
    }

    private static ChartParameter Seen(string name, IReadOnlyList<double> values, bool isLog)
    {
        double[] seen = [.. values.Where(double.IsFinite)];
        return seen.Length == 0
            ? new(name, isLog ? 1 : 0, 1, isLog, false, [])
            : new(name, seen.Min(), seen.Max(), isLog && seen.Min() > 0, false, []);
    }

    // Only domains whose values divide the unit interval evenly have levels; the others are continuous to the forest.
    private static int Levels(Domain domain)
    {
        var isEven = domain is ListDomain or IntegerDomain { Log: false } or RealDomain { Log: false };
        return isEven && domain.Cardinality is { } count and <= LevelsMax ? (int)count : 0;
    }
}
