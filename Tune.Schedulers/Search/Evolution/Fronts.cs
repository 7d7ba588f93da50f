using Tune.Engine.Pareto;

namespace Tune.Schedulers.Search.Evolution;

/// <summary>Sorts individuals into fronts, best first.</summary>
internal static class Fronts
{
    /// <summary>Numbers the fronts. Completed trials come before those cut short, those before the ones that break
    /// constraints: fronts are made among equals.</summary>
    public static List<List<Individual>> Of(List<Individual> all)
    {
        var fronts = new List<List<Individual>>();
        foreach (var stratum in all.GroupBy(one => one.Stratum).OrderBy(stratum => stratum.Key))
        {
            Individual[] members = [.. stratum];
            var (first, ranks) = (fronts.Count, ParetoFront.Ranks([.. members.Select(one => one.Values)]));
            for (var i = 0; i < members.Length; i++)
            {
                while (fronts.Count <= first + ranks[i])
                {
                    fronts.Add([]);
                }

                members[i].Front = first + ranks[i];
                fronts[members[i].Front].Add(members[i]);
            }
        }

        return fronts;
    }
}
