using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Placement;

/// <summary>
/// What nodes and trials are measured in: slots, cores, cards, memory, and whatever is counted by name. A vector of
/// amounts has one number for each of them.
/// </summary>
internal sealed class Dimensions
{
    /// <summary>The place of the graphics cards.</summary>
    public const int Gpu = 2;

    // Sums of fractions come back to where they were only up to rounding.
    private const double Rounding = 1e-9;
    private const int Fixed = 4;

    private readonly Dictionary<string, int> _named = new(StringComparer.Ordinal);

    public Dimensions(IEnumerable<NodeCapacity> capacities, IEnumerable<Resources> needs)
    {
        foreach (var name in capacities.SelectMany(capacity => capacity.Named?.Keys ?? [])
            .Concat(needs.SelectMany(need => need.Named?.Keys ?? [])))
        {
            _named.TryAdd(name, Fixed + _named.Count);
        }
    }

    public int Count => Fixed + _named.Count;

    /// <summary>What one slot with these resources takes.</summary>
    public double[] Of(Resources each) => Vector(1, each.Cpu, each.Gpu, each.MemoryBytes ?? 0, each.Named);

    public double[] Of(NodeCapacity capacity) =>
        Vector(capacity.Slots, capacity.Cpu, capacity.Gpus, capacity.MemoryBytes, capacity.Named);

    /// <summary>A limit; what it does not name has none.</summary>
    public double[] Of(ResourceQuota quota)
    {
        var vector = Vector(
            quota.Slots ?? double.PositiveInfinity, quota.Cpu ?? double.PositiveInfinity,
            quota.Gpu ?? double.PositiveInfinity, quota.MemoryBytes ?? double.PositiveInfinity, null);
        foreach (var (name, place) in _named)
        {
            vector[place] = quota.Named?.GetValueOrDefault(name, double.PositiveInfinity) ?? double.PositiveInfinity;
        }

        return vector;
    }

    /// <summary>Whether there is room for one vector in another.</summary>
    public static bool Fit(double[] needs, double[] room)
    {
        for (var i = 0; i < needs.Length; i++)
        {
            if (needs[i] > room[i] + Slack(room[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether one of the amounts that are short is among these.</summary>
    public static bool Helps(double[] given, double[] needs, double[] room)
    {
        for (var i = 0; i < needs.Length; i++)
        {
            if (given[i] > 0 && needs[i] > room[i] + Slack(room[i]))
            {
                return true;
            }
        }

        return false;
    }

    public static void Add(double[] to, double[] amounts, int sign = 1)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += sign * amounts[i];
        }
    }

    private static double Slack(double room) => Rounding * Math.Max(1, double.IsFinite(room) ? Math.Abs(room) : 1);

    private double[] Vector(
        double slots, double cpu, double gpu, double memory, IEnumerable<KeyValuePair<string, double>>? named)
    {
        var vector = new double[Count];
        (vector[0], vector[1], vector[Gpu], vector[3]) = (slots, cpu, gpu, memory);
        foreach (var (name, amount) in named ?? [])
        {
            if (_named.TryGetValue(name, out var place))
            {
                vector[place] = amount;
            }
        }

        return vector;
    }
}
