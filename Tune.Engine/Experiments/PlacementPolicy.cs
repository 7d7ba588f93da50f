using System.Globalization;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>How an experiment shares the nodes with others.</summary>
/// <param name="Weight">Its part, compared with other experiments that want more than there is: with 2 it gets twice
/// what one with 1 gets. Above 0, default 1.</param>
public sealed record PlacementPolicy(double Weight = 1)
{
    /// <summary>The most it may hold at once; null (default) for no limit.</summary>
    public ResourceQuota? Quota { get; init; }

    /// <summary>What is wrong with these numbers, one sentence each.</summary>
    /// <param name="each">What one trial takes.</param>
    public IEnumerable<string> Problems(Resources each)
    {
        if (!double.IsFinite(Weight) || Weight <= 0)
        {
            yield return $"Placement.Weight is {Weight.ToString(CultureInfo.InvariantCulture)}; it must be above 0.";
        }

        foreach (var problem in Quota?.Problems(each) ?? [])
        {
            yield return problem;
        }
    }
}
