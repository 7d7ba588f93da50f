using static Tune.Testing.Functions.Bbob.Transforms;

namespace Tune.Testing.Functions.Bbob;

/// <summary>Functions 15 to 19: many optima, with a global structure.</summary>
internal static class MultiModal
{
    private const int Octaves = 12;

    // The sum of Weierstrass's waves at the optimum.
    private static readonly double s_crest = Waves(0);

    public static Func<double[], double> RastriginRotated(Instance one) => x => Rastrigin(
        x.From(one.Optimum).Turned(one.R).Oscillated().Skewed(0.2).Turned(one.Q).Stretched(10).Turned(one.R));

    public static Func<double[], double> Weierstrass(Instance one) => x =>
    {
        var z = x.From(one.Optimum).Turned(one.R).Oscillated().Turned(one.Q).Stretched(0.01).Turned(one.R);
        return (10 * Math.Pow(z.Average(Waves) - s_crest, 3)) + (10.0 / x.Length * Outside(x));
    };

    public static Func<double[], double> Schaffers(Instance one, double condition) => x =>
    {
        var z = x.From(one.Optimum).Turned(one.R).Skewed(0.5).Turned(one.Q).Stretched(condition);
        var mean = z.Zip(z.Skip(1), (a, b) => Square(a) + Square(b)).Average(
            s => Math.Pow(s, 0.25) * (1 + Square(Math.Sin(50 * Math.Pow(s, 0.1)))));
        return Square(mean) + (10 * Outside(x));
    };

    public static Func<double[], double> GriewankRosenbrock(Instance one) => x =>
    {
        double[] z = [.. x.Turned(one.Q).Select(v => (one.Spread * v) + 0.5)];
        return 10 + (10 * z.Zip(z.Skip(1), Moderate.Link).Average(s => (s / 4000) - Math.Cos(s)));
    };

    public static double Rastrigin(double[] z) =>
        (10 * (z.Length - z.Sum(v => Math.Cos(2 * Math.PI * v)))) + z.Sum(Square);

    private static double Waves(double z)
    {
        var (sum, height, pitch) = (0.0, 1.0, 1.0);
        for (var k = 0; k < Octaves; k++)
        {
            sum += height * Math.Cos(2 * Math.PI * pitch * (z + 0.5));
            (height, pitch) = (height / 2, pitch * 3);
        }

        return sum;
    }
}
