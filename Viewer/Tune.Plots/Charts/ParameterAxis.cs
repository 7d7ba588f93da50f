using Tune.Engine.Spaces;

namespace Tune.Plots.Charts;

/// <summary>Makes the axis of a parameter from its domain.</summary>
internal static class ParameterAxis
{
    /// <summary>The axis of a parameter; <paramref name="values"/> set its ends where the domain has none.</summary>
    public static ChartParameter For(Parameter parameter, IReadOnlyList<double> values)
    {
        var (name, domain) = (parameter.Name, parameter.Domain);
        ChartParameter axis = domain switch
        {
            ListDomain list => new(name, 0, list.Values.Length - 1, false, false, [.. list.Values.Select(v => $"{v}")]),
            RealDomain real => new(name, real.Low, real.High, real.Log, false, []),
            IntegerDomain whole => new(name, whole.Low, whole.High, whole.Log && whole.Low > 0, true, []),
            _ => Seen(name, values, domain is NormalDomain { Log: true }),
        };
        return axis with { Domain = domain };
    }

    private static ChartParameter Seen(string name, IReadOnlyList<double> values, bool isLog)
    {
        double[] seen = [.. values.Where(double.IsFinite)];
        return seen.Length == 0
            ? new(name, isLog ? 1 : 0, 1, isLog, false, [])
            : new(name, seen.Min(), seen.Max(), isLog && seen.Min() > 0, false, []);
    }
}
