using static Tune.Testing.Functions.Bbob.Transforms;

namespace Tune.Testing.Functions.Bbob;

/// <summary>Functions 21 and 22: peaks at random places, of random widths; the highest is the optimum.</summary>
internal static class Gallagher
{
    private const double Condition = 1000;

    /// <param name="one">The instance.</param>
    /// <param name="count">How many peaks.</param>
    /// <param name="first">The conditioning of the highest.</param>
    /// <param name="half">Half the side of the box in which the peaks are.</param>
    public static Func<double[], double> Peaks(Instance one, int count, double first, double half)
    {
        var peaks = Make(one, count, first, half);
        return x =>
        {
            var z = x.Turned(one.Q);
            var highest = peaks.Max(peak => peak.At(z));
            return Square(Oscillated(10 - highest)) + Outside(x);
        };
    }

    private static Peak[] Make(Instance one, int count, double first, double half)
    {
        var places = Draws.Uniform(one.Dimensions * count, one.Seed).Chunk(one.Dimensions).ToArray();
        var order = Draws.Order(count - 1, one.Seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var condition = i == 0 ? first : Math.Pow(Condition, order[i - 1] / (count - 2.0));
            var axes = Draws.Order(one.Dimensions, one.Seed + (1000 * i));
            double[] place = [.. places[i].Select(u => ((2 * half * u) - half) * (i == 0 ? 0.8 : 1))];
            return new Peak(
                i == 0 ? 10 : 1.1 + (8 * (i - 1) / (count - 2.0)),
                place.Turned(one.Q),
                [.. axes.Select(axis => Math.Pow(condition, Share(axis, one.Dimensions) - 0.5))]);
        })];
    }

    private sealed record Peak(double Height, double[] Place, double[] Scales)
    {
        public double At(double[] z)
        {
            var distance = 0.0;
            for (var i = 0; i < z.Length; i++)
            {
                distance += Scales[i] * Square(z[i] - Place[i]);
            }

            return Height * Math.Exp(-0.5 / z.Length * distance);
        }
    }
}
