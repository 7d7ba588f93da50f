namespace Tune.Engine.Spaces;

/// <summary>The standard normal distribution: mean 0, standard deviation 1.</summary>
/// <remarks>
/// The quantile is algorithm AS 241 (Wichura, Applied Statistics 37, 1988), relative error about 1e-16. The cumulative
/// sums the series of Marsaglia (Journal of Statistical Software 11(4), 2004) near the middle and uses the continued
/// fraction of Mills' ratio in the tails, so that small probabilities are accurate too.
/// </remarks>
public static class NormalDistribution
{
    private const double TailFrom = 3;
    private const int TermsMax = 120;

    // Above this nothing is left of 1.
    private const double AllBelow = 9;
    private static readonly double s_rootOfTwoPi = Math.Sqrt(2 * Math.PI);

    private static ReadOnlySpan<double> CentreOver =>
    [
        2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4, 4.5921953931549871457e+4,
        1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e0,
    ];

    private static ReadOnlySpan<double> CentreUnder =>
    [
        5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4,
        5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1.0,
    ];

    private static ReadOnlySpan<double> NearOver =>
    [
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
        3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0,
    ];

    private static ReadOnlySpan<double> NearUnder =>
    [
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
        6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0,
    ];

    private static ReadOnlySpan<double> FarOver =>
    [
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
        2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0,
    ];

    private static ReadOnlySpan<double> FarUnder =>
    [
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
        1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0,
    ];

    /// <summary>The density at z.</summary>
    public static double Density(double z) => Math.Exp(-z * z / 2) / s_rootOfTwoPi;

    /// <summary>The probability of a value of at most z.</summary>
    public static double Cumulative(double z) =>
        double.IsNaN(z) ? double.NaN
        : z < -TailFrom ? Tail(-z)
        : z > AllBelow ? 1
        : z > TailFrom ? 1 - Tail(z)
        : 0.5 + Half(z);

    /// <summary>The z whose cumulative probability is p: minus infinity at 0, infinity at 1, NaN outside [0,
    /// 1].</summary>
    public static double Quantile(double p)
    {
        var offset = p - 0.5;
        if (Math.Abs(offset) <= 0.425)
        {
            var square = 0.180625 - (offset * offset);
            return offset * Polynomial(CentreOver, square) / Polynomial(CentreUnder, square);
        }

        var tail = offset < 0 ? p : 1 - p;
        if (!(tail > 0))
        {
            return tail == 0 ? offset * double.PositiveInfinity : double.NaN;
        }

        var root = Math.Sqrt(-Math.Log(tail));
        var size = root <= 5
            ? Polynomial(NearOver, root - 1.6) / Polynomial(NearUnder, root - 1.6)
            : Polynomial(FarOver, root - 5) / Polynomial(FarUnder, root - 5);
        return offset < 0 ? -size : size;
    }

    // The probability between 0 and z: z + z^3/3 + z^5/15 + … times the density.
    private static double Half(double z)
    {
        var (term, sum) = (z, z);
        for (var odd = 3; Math.Abs(term) > Math.Abs(sum) * 1e-17 && odd < 300; odd += 2)
        {
            term *= z * z / odd;
            sum += term;
        }

        return sum * Density(z);
    }

    // The probability above z: density / (z + 1/(z + 2/(z + 3/(z + …)))).
    private static double Tail(double z)
    {
        if (double.IsPositiveInfinity(z))
        {
            return 0;
        }

        var fraction = z;
        for (var term = Terms(z); term >= 1; term--)
        {
            fraction = z + (term / fraction);
        }

        return Density(z) / fraction;
    }

    // From this term back to the first the fraction gives every digit of a double that more terms would give.
    private static int Terms(double z) => (int)Math.Min(TermsMax, 10 + (34 / z * (34 / z)));

    // Coefficients from the highest power down.
    private static double Polynomial(ReadOnlySpan<double> coefficients, double x)
    {
        var sum = 0.0;
        foreach (var coefficient in coefficients)
        {
            sum = (sum * x) + coefficient;
        }

        return sum;
    }
}
