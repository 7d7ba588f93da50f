namespace Tune.Engine.Analysis.Narrowing;

/// <summary>Tails of the binomial distribution, by adding up its terms.</summary>
internal static class Binomial
{
    /// <summary>The probability of at most so many successes.</summary>
    public static double AtMost(int successes, int trials, double rate)
    {
        if (successes >= trials || rate <= 0)
        {
            return 1;
        }

        if (rate >= 1)
        {
            return 0;
        }

        // In logarithms: the first term underflows where there are many trials.
        var (sum, term) = (0.0, trials * Math.Log(1 - rate));
        var odds = Math.Log(rate / (1 - rate));
        for (var k = 0; k <= successes; k++)
        {
            sum += Math.Exp(term);
            term += Math.Log((double)(trials - k) / (k + 1)) + odds;
        }

        return Math.Min(1, sum);
    }

    /// <summary>The probability of at least so many successes.</summary>
    public static double AtLeast(int successes, int trials, double rate) =>
        successes <= 0 ? 1 : AtMost(trials - successes, trials, 1 - rate);
}
