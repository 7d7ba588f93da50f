using Tune.Engine.Spaces;

namespace Tune.Schedulers.Search.Gp;

/// <summary>Scores turned into targets that a Gaussian process can follow: standardised, the bad half by
/// rank.</summary>
/// <remarks>Of a bad result only its rank matters, and a few absurd ones must not make all the others look alike. The
/// half rank of Song et al., "The Vizier Gaussian Process Bandit Algorithm", arXiv:2408.11527 (2024).</remarks>
internal static class ScoreWarp
{
    /// <summary>Targets of mean 0 and deviation 1, in the order of the scores.</summary>
    /// <param name="scores">Larger is better; minus infinity where nothing usable came out.</param>
    public static double[] Standard(double[] scores)
    {
        var finite = scores.Where(double.IsFinite).Order().ToArray();
        if (finite.Length == 0)
        {
            return new double[scores.Length];
        }

        // No difference overflows, and no square: the good half is measured in shares of its range.
        var middle = finite[finite.Length / 2];
        var widest = (finite[^1] / 2) - (middle / 2);
        var clean = Array.ConvertAll(scores, score => Math.Max(score, finite[0]));
        double Gap(double score) => widest > 0 ? ((score / 2) - (middle / 2)) / widest : 0;
        var good = clean.Where(score => score >= middle).Select(Gap).ToArray();
        var spread = widest > 0 ? Math.Sqrt(good.Sum(gap => gap * gap) / good.Length) : 1;
        var sorted = clean.Order().ToArray();
        var targets = Array.ConvertAll(clean, score => score >= middle ? Gap(score) : spread * Quantile(sorted, score));
        var mean = targets.Average();
        var deviation = Math.Sqrt(targets.Average(target => (target - mean) * (target - mean)));
        return Array.ConvertAll(targets, target => deviation > 1e-12 ? (target - mean) / deviation : 0);
    }

    // Of a normal distribution with as many below. Equal results get an equal rank, that of the best of them.
    private static double Quantile(double[] sorted, double score)
    {
        var at = Array.BinarySearch(sorted, score);
        while (at + 1 < sorted.Length && sorted[at + 1] == score)
        {
            at++;
        }

        return Math.Min(0, NormalDistribution.Quantile((at + 0.5) / sorted.Length));
    }
}
