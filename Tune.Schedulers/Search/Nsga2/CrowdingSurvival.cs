using Tune.Schedulers.Search.Evolution;

namespace Tune.Schedulers.Search.Nsga2;

/// <summary>Whole fronts as far as they fit; of the front that no longer fits, those with the most room.</summary>
internal sealed class CrowdingSurvival : ISurvival
{
    public List<Individual> Choose(List<Individual> all, int count, int generation)
    {
        var chosen = new List<Individual>(count);
        foreach (var front in Fronts.Of(all))
        {
            var room = CrowdingDistance.Of([.. front.Select(one => one.Values)]);
            for (var i = 0; i < front.Count; i++)
            {
                front[i].Room = room[i];
            }

            chosen.AddRange(front.OrderByDescending(one => one.Room).ThenBy(one => one.Trial)
                .Take(count - chosen.Count));
        }

        return chosen;
    }
}
