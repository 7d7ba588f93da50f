using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Pbt;

/// <summary>Whom a trial copies, if anyone.</summary>
internal static class Selection
{
    /// <summary>How many trials are at the bottom, and how many at the top.</summary>
    public static int Share(int population, double fraction) =>
        // A product such as 0.1 x 30 may come out just above a whole number.
        Math.Min((int)Math.Ceiling((population * fraction) - 1e-9), population / 2);

    /// <summary>The donor for a trial, drawn from those that may give; null if it is to go on as it is.</summary>
    /// <param name="kind">Truncation or Tournament.</param>
    /// <param name="fraction">The share at the top and at the bottom.</param>
    /// <param name="population">How many trials there are, those that have no snapshot yet included.</param>
    /// <param name="others">Everyone else's snapshot.</param>
    /// <param name="self">The trial.</param>
    /// <param name="score">Its score.</param>
    /// <param name="random">For the draw.</param>
    public static (TrialId Id, Snapshot Snapshot)? Donor(
        PbtSelection kind, double fraction, int population, IEnumerable<(TrialId Id, Snapshot Snapshot)> others,
        TrialId self, Score score, KeyedRandom random)
    {
        var ranked = others.OrderByDescending(other => other.Snapshot.Score).ThenBy(other => other.Id).ToArray();
        if (kind == PbtSelection.Tournament)
        {
            var rivals = ranked.Where(other => other.Snapshot.CanDonate).ToArray();
            return rivals.Length > 0 && rivals[random.NextInt(rivals.Length)] is var rival
                && rival.Snapshot.Score > score ? rival : null;
        }

        var share = Share(population, fraction);
        var ahead = ranked.Count(other =>
            other.Snapshot.Score > score || (other.Snapshot.Score == score && other.Id < self));

        // Those that have yet to come may be better or worse: nobody is at the bottom on their account.
        if (ahead < population - share)
        {
            return null;
        }

        var top = ranked.Take(ahead).Where(other => other.Snapshot.CanDonate).Take(share).ToArray();
        return top.Length > 0 ? top[random.NextInt(top.Length)] : null;
    }
}
