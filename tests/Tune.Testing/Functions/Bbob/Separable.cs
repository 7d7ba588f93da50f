using static Tune.Testing.Functions.Bbob.Transforms;

namespace Tune.Testing.Functions.Bbob;

/// <summary>Functions 1 to 5: each coordinate counts by itself.</summary>
internal static class Separable
{
    public static Func<double[], double> Sphere(Instance one) => x => x.From(one.Optimum).Sum(Square);

    public static Func<double[], double> Ellipsoid(Instance one) => x =>
        IllConditioned.Ellipsoid(x.From(one.Optimum).Oscillated());

    public static Func<double[], double> Rastrigin(Instance one) => x =>
        MultiModal.Rastrigin(x.From(one.Optimum).Oscillated().Skewed(0.2).Stretched(10));

    // Every other coordinate of the optimum is positive: the report does not say so, the instances have it.
    public static Func<double[], double> BuecheRastrigin(Instance one)
    {
        double[] optimum = [.. one.Optimum.Select((v, i) => i % 2 == 0 ? Math.Abs(v) : v)];
        return x => MultiModal.Rastrigin([.. x.From(optimum).Oscillated().Stretched(10)
            .Select((z, i) => z > 0 && i % 2 == 0 ? 10 * z : z)]) + (100 * Outside(x));
    }

    public static Func<double[], double> LinearSlope(Instance one)
    {
        double[] slopes = [.. one.Optimum.Select((v, i) =>
            Math.Sign(v) * Math.Pow(10, Share(i, one.Dimensions)))];
        return x => x.Select((v, i) =>
        {
            // Beyond the corner with the optimum it goes on level.
            var place = slopes[i] > 0 ? Math.Min(v, 5) : Math.Max(v, -5);
            return (5 * Math.Abs(slopes[i])) - (slopes[i] * place);
        }).Sum();
    }
}
