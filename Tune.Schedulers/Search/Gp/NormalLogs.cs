using Tune.Engine.Spaces;

namespace Tune.Schedulers.Search.Gp;

/// <summary>Logarithms of what normal distributions give, exact far out in the tails, each with its
/// derivative.</summary>
/// <remarks>
/// Ament et al., "Unexpected Improvements to Expected Improvement for Bayesian Optimization", NeurIPS 2023. Below
/// <see cref="TailFrom"/> both come from Laplace's continued fraction of Mills' ratio, in which nothing cancels:
/// Phi(-x) / phi(x) = 1 / (x + a) with a = 1/(x + 2/(x + 3/(x + …))), and 1 - x Phi(-x) / phi(x) = a / (x + a).
/// </remarks>
internal static class NormalLogs
{
    private const double TailFrom = -3;
    private const int TermsMax = 60;
    private static readonly double s_halfLogTwoPi = Math.Log(2 * Math.PI) / 2;

    /// <summary>ln h(z), h(z) = phi(z) + z Phi(z): what a normal variable of mean z exceeds 0 by, on average.</summary>
    public static double Improvement(double z, out double slope)
    {
        if (z < TailFrom)
        {
            var a = Fraction(-z);
            slope = 1 / a;
            return LogDensity(z) + Math.Log(a / (a - z));
        }

        var cumulative = NormalDistribution.Cumulative(z);
        var improvement = NormalDistribution.Density(z) + (z * cumulative);
        slope = cumulative / improvement;
        return Math.Log(improvement);
    }

    /// <summary>ln Phi(z).</summary>
    public static double Cumulative(double z, out double slope)
    {
        if (z < TailFrom)
        {
            slope = Fraction(-z) - z;
            return LogDensity(z) - Math.Log(slope);
        }

        var cumulative = NormalDistribution.Cumulative(z);
        slope = NormalDistribution.Density(z) / cumulative;
        return Math.Log(cumulative);
    }

    private static double LogDensity(double z) => (-z * z / 2) - s_halfLogTwoPi;

    // a.
    private static double Fraction(double x)
    {
        var fraction = x;
        for (var term = Terms(x); term >= 2; term--)
        {
            fraction = x + (term / fraction);
        }

        return 1 / fraction;
    }

    // From this term back to the first the fraction gives every digit of a double that more terms would give.
    private static int Terms(double x) => (int)Math.Min(TermsMax, 10 + (34 / x * (34 / x)));
}
