using Tune.Engine.Randomness;
using Tune.Schedulers.Search.Evolution;

namespace Tune.Schedulers.Search.Nsga3;

/// <summary>
/// Whole fronts as far as they fit; of the front that no longer fits, one after the other for the direction that has
/// the fewest so far.
/// </summary>
/// <remarks>Parents are then all alike but for their stratum: the paper draws them by chance, and prefers feasible
/// ones.</remarks>
internal sealed class ReferenceSurvival(double[][] directions, ulong seed) : ISurvival
{
    public List<Individual> Choose(List<Individual> all, int count, int generation)
    {
        var chosen = new List<Individual>(count);
        foreach (var front in Fronts.Of(all))
        {
            var room = count - chosen.Count;
            if (front.Count <= room)
            {
                chosen.AddRange(front);
            }
            else if (room > 0)
            {
                chosen.AddRange(front[0].Stratum.IsUsable ? Niches(chosen, front, room, generation) : front[..room]);
            }
        }

        var strata = chosen.Select(one => one.Stratum).Distinct().Order().ToList();
        chosen.ForEach(one => one.Front = strata.IndexOf(one.Stratum));
        return chosen;
    }

    private List<Individual> Niches(List<Individual> chosen, List<Individual> front, int room, int generation)
    {
        var random = KeyedRandom.For(seed, "nsga3/niche", generation);
        List<Individual> usable = [.. chosen.Where(one => one.Stratum.IsUsable), .. front];
        var points = Normalisation.Of([.. usable.Select(one => one.Values)]);
        var (first, counts) = (usable.Count - front.Count, new int[directions.Length]);
        var waiting = new List<(Individual One, double Distance)>?[directions.Length];
        for (var i = 0; i < usable.Count; i++)
        {
            var (niche, distance) = Nearest(points[i]);
            if (i < first)
            {
                counts[niche]++;
            }
            else
            {
                (waiting[niche] ??= []).Add((usable[i], distance));
            }
        }

        var taken = new List<Individual>(room);
        while (taken.Count < room)
        {
            var least = directions.Index().Where(d => waiting[d.Index] is { Count: > 0 }).Min(d => counts[d.Index]);
            int[] open =
            [
                .. directions.Index().Select(d => d.Index)
                    .Where(d => waiting[d] is { Count: > 0 } && counts[d] == least),
            ];
            var niche = open[random.NextInt(open.Length)];
            var queue = waiting[niche]!;
            var pick = counts[niche] == 0
                ? queue.IndexOf(queue.MinBy(one => one.Distance))
                : random.NextInt(queue.Count);
            taken.Add(queue[pick].One);
            queue.RemoveAt(pick);
            counts[niche]++;
        }

        return taken;
    }

    /// <summary>The direction whose ray passes nearest.</summary>
    private (int Niche, double Distance) Nearest(double[] point)
    {
        var (niche, least) = (0, double.PositiveInfinity);
        for (var d = 0; d < directions.Length; d++)
        {
            var distance = Distance(point, directions[d]);
            if (distance < least)
            {
                (niche, least) = (d, distance);
            }
        }

        return (niche, least);
    }

    /// <summary>How far a point is from the ray through the origin and a direction.</summary>
    internal static double Distance(double[] point, double[] direction)
    {
        var (along, length) = (0.0, 0.0);
        for (var k = 0; k < point.Length; k++)
        {
            along += point[k] * direction[k];
            length += direction[k] * direction[k];
        }

        var (share, squares) = (along / length, 0.0);
        for (var k = 0; k < point.Length; k++)
        {
            var off = point[k] - (share * direction[k]);
            squares += off * off;
        }

        return Math.Sqrt(squares);
    }
}
