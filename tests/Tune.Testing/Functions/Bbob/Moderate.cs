using static Tune.Testing.Functions.Bbob.Transforms;

namespace Tune.Testing.Functions.Bbob;

/// <summary>Functions 6 to 9: low or moderate conditioning.</summary>
internal static class Moderate
{
    public static Func<double[], double> AttractiveSector(Instance one) => x =>
    {
        var z = x.From(one.Optimum).Turned(one.Q).Stretched(10).Turned(one.R);
        var sum = z.Select((v, i) => Square(v * one.Optimum[i] > 0 ? 100 * v : v)).Sum();
        return Math.Pow(Oscillated(sum), 0.9);
    };

    public static Func<double[], double> StepEllipsoid(Instance one) => x =>
    {
        var smooth = x.From(one.Optimum).Turned(one.Q).Stretched(10);
        double[] steps = [.. smooth.Select(v => Math.Abs(v) > 0.5 ? Round(v) : Round(10 * v) / 10)];
        var sum = steps.Turned(one.R).Stretched(100).Sum(Square);
        return (0.1 * Math.Max(Math.Abs(smooth[0]) / 1e4, sum)) + Outside(x);
    };

    public static Func<double[], double> Rosenbrock(Instance one) => x =>
        Valley([.. x.Select((v, i) => (one.Spread * (v - (0.75 * one.Optimum[i]))) + 1)]);

    public static Func<double[], double> RosenbrockRotated(Instance one) => x =>
        Valley([.. x.Turned(one.Q).Select(v => (one.Spread * v) + 0.5)]);

    /// <summary>One link of Rosenbrock's chain.</summary>
    public static double Link(double z, double next) => (100 * Square(Square(z) - next)) + Square(z - 1);

    private static double Valley(double[] z) => z.Zip(z.Skip(1), Link).Sum();
}
