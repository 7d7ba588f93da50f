using Tune.Engine.Spaces;

namespace Tune.Schedulers.Search.WarmStart;

/// <summary>The configurations to try first.</summary>
internal static class Portfolio
{
    // As a share of the cube's diameter.
    private const double Apart = 0.1;

    /// <summary>The best of all sources, each far from those before it; filled up with the best of the rest if there
    /// are too few such.</summary>
    public static Configuration[] Of(IReadOnlyList<PriorTrial> priors, SearchSpace space, int count)
    {
        var distance = new SpaceDistance(space);
        var rest = priors.OrderBy(prior => prior.Quality).Select(prior => prior.Config).Distinct().ToList();
        var (chosen, places) = (new List<Configuration>(), new List<double[]>());
        foreach (var config in rest.TakeWhile(_ => chosen.Count < count))
        {
            var place = space.ToUnit(config);
            if (places.TrueForAll(before => distance.Between(before, place) >= Apart))
            {
                chosen.Add(config);
                places.Add(place);
            }
        }

        return [.. chosen.Concat(rest.Except(chosen)).Take(count)];
    }
}
