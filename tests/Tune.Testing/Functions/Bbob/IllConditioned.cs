using static Tune.Testing.Functions.Bbob.Transforms;

namespace Tune.Testing.Functions.Bbob;

/// <summary>Functions 10 to 14: one optimum, high conditioning.</summary>
internal static class IllConditioned
{
    private const double Condition = 1e6;

    public static Func<double[], double> EllipsoidRotated(Instance one) => x =>
        Ellipsoid(x.From(one.Optimum).Turned(one.R).Oscillated());

    public static Func<double[], double> Discus(Instance one) => x =>
    {
        var z = x.From(one.Optimum).Turned(one.R).Oscillated();
        return (Condition * Square(z[0])) + z.Skip(1).Sum(Square);
    };

    // The optimum is drawn as the rotation is: the report does not say so, the instances have it.
    public static Func<double[], double> BentCigar(Instance one)
    {
        var optimum = one.OptimumOf(one.Seed + Instance.Apart);
        return x =>
        {
            var z = x.From(optimum).Turned(one.R).Skewed(0.5).Turned(one.R);
            return Square(z[0]) + (Condition * z.Skip(1).Sum(Square));
        };
    }

    public static Func<double[], double> SharpRidge(Instance one) => x =>
    {
        var z = x.From(one.Optimum).Turned(one.Q).Stretched(10).Turned(one.R);
        return Square(z[0]) + (100 * Math.Sqrt(z.Skip(1).Sum(Square)));
    };

    public static Func<double[], double> DifferentPowers(Instance one) => x =>
        Math.Sqrt(x.From(one.Optimum).Turned(one.R)
            .Select((z, i) => Math.Pow(Math.Abs(z), 2 + (4 * Share(i, one.Dimensions)))).Sum());

    public static double Ellipsoid(double[] z) => z.Stretched(Condition).Sum(Square);
}
