using static Tune.Testing.Functions.Bbob.Transforms;

namespace Tune.Testing.Functions.Bbob;

/// <summary>Functions 20, 23 and 24: many optima, with little global structure.</summary>
internal static class WeaklyStructured
{
    private const int Bits = 32;

    public static Func<double[], double> Schwefel(Instance one)
    {
        const double place = 4.2096874633;
        double[] signs = [.. Draws.Uniform(one.Dimensions, one.Seed).Select(u => u < 0.5 ? -1.0 : 1.0)];
        return x =>
        {
            double[] seen = [.. x.Select((v, i) => 2 * signs[i] * v)];
            double[] chained = [.. seen.Select((v, i) => (i == 0 ? v : v + (0.25 * (seen[i - 1] - place))) - place)];
            double[] z = [.. chained.Stretched(10).Select(v => 100 * (v + place))];
            return (-0.01 * z.Average(v => v * Math.Sin(Math.Sqrt(Math.Abs(v))))) + 4.189828872724339
                + (100 * Outside([.. z.Select(v => v / 100)]));
        };
    }

    public static Func<double[], double> Katsuura(Instance one) => x =>
    {
        var z = x.From(one.Optimum).Turned(one.Q).Stretched(100).Turned(one.R);
        var product = 1.0;
        for (var i = 0; i < z.Length; i++)
        {
            product *= 1 + ((i + 1) * Jags(z[i]));
        }

        var power = 10 / Math.Pow(z.Length, 1.2);
        return (10 / Square(z.Length) * (Math.Pow(product, power) - 1)) + Outside(x);
    };

    public static Func<double[], double> LunacekBiRastrigin(Instance one)
    {
        const double near = 2.5;
        var weight = 1 - (0.5 / (Math.Sqrt(one.Dimensions + 20) - 4.1));
        var far = -Math.Sqrt((Square(near) - 1) / weight);
        double[] signs = [.. Draws.Normal(one.Dimensions, one.Seed).Select(g => g < 0 ? -1.0 : 1.0)];
        return x =>
        {
            double[] seen = [.. x.Select((v, i) => 2 * signs[i] * v)];
            double[] centred = [.. seen.Select(v => v - near)];
            var z = centred.Turned(one.Q).Stretched(100).Turned(one.R);
            var bowls = Math.Min(
                centred.Sum(Square), x.Length + (weight * seen.Sum(v => Square(v - far))));
            return bowls + (10 * (x.Length - z.Sum(v => Math.Cos(2 * Math.PI * v)))) + (1e4 * Outside(x));
        };
    }

    // How far a number is from the nearest multiple of every power of a half.
    private static double Jags(double z)
    {
        var (sum, power) = (0.0, 1.0);
        for (var bit = 0; bit < Bits; bit++)
        {
            power *= 2;
            sum += Math.Abs((power * z) - Round(power * z)) / power;
        }

        return sum;
    }
}
