using System.Globalization;
using Tune.Clustering.Protocol;
using Tune.Engine.Trials;

namespace Tune.Clustering.Placement;

/// <summary>Says why no node could ever run a trial.</summary>
internal static class Shortage
{
    /// <summary>What is needed and what the largest node has; null if some node could, were it empty.</summary>
    public static string? Of(Resources needs, IReadOnlyList<NodeCapacity> nodes)
    {
        var dimensions = new Dimensions(nodes, [needs]);
        var wanted = dimensions.Of(needs);
        if (nodes.Any(node => Dimensions.Fit(wanted, dimensions.Of(node))))
        {
            return null;
        }

        if (nodes.All(node => node.Slots == 0))
        {
            return "no node has a slot";
        }

        if (needs.Gpu > nodes.Max(node => node.Gpus))
        {
            return Text(needs.Gpu, "gpu", nodes.Max(node => node.Gpus));
        }

        if (needs.Cpu > nodes.Max(node => node.Cpu))
        {
            return Text(needs.Cpu, "cpu", nodes.Max(node => node.Cpu));
        }

        if (needs.MemoryBytes > nodes.Max(node => node.MemoryBytes))
        {
            return Text(needs.MemoryBytes.Value, "bytes of memory", nodes.Max(node => node.MemoryBytes));
        }

        foreach (var (name, amount) in needs.Named?.AsEnumerable() ?? [])
        {
            var most = nodes.Max(node => node.Named?.GetValueOrDefault(name) ?? 0);
            if (amount > most)
            {
                return Text(amount, $"'{name}'", most);
            }
        }

        return $"needs {needs}; no single node has all of that";
    }

    private static string Text(double needed, string what, double most) =>
        $"needs {Number(needed)} {what}; the largest node has {Number(most)}";

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
