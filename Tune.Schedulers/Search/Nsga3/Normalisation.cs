using MathNet.Numerics.LinearAlgebra;

namespace Tune.Schedulers.Search.Nsga3;

/// <summary>
/// Puts objectives on one scale: 0 is the best seen in each, 1 where the plane through the most one-sided points meets
/// the axis.
/// </summary>
/// <remarks>Section IV.C of the paper. Where the points span no such plane, 1 is the worst seen.</remarks>
internal static class Normalisation
{
    // The weight of the objectives other than the one a point is one-sided in.
    private const double Small = 1e-6;

    /// <summary>The points on that scale, lower is better.</summary>
    /// <param name="points">Larger is better; one or more, all finite.</param>
    public static double[][] Of(IReadOnlyList<double[]> points)
    {
        var length = points[0].Length;
        double[] ideal = [.. Enumerable.Range(0, length).Select(k => points.Max(point => point[k]))];
        double[][] shifted =
        [
            .. points.Select(point => point.Select((value, k) => (ideal[k] / 2) - (value / 2)).ToArray()),
        ];
        var intercepts = Intercepts(shifted, length);
        return [.. shifted.Select(point => point.Select((value, k) => value / intercepts[k]).ToArray())];
    }

    private static double[] Intercepts(double[][] points, int length)
    {
        double[] worst =
        [
            .. Enumerable.Range(0, length).Select(k => points.Max(point => point[k]))
                .Select(value => value > 0 ? value : 1),
        ];
        var extremes = Matrix<double>.Build.Dense(length, length);
        for (var axis = 0; axis < length; axis++)
        {
            var extreme = points.MinBy(point => Lopsidedness(point, axis, worst))!;
            extremes.SetRow(axis, [.. extreme.Select((value, k) => value / worst[k])]);
        }

        var plane = extremes.Solve(Vector<double>.Build.Dense(length, 1));
        var isPlane = plane.All(slope => double.IsFinite(slope) && slope > Small);
        return [.. worst.Select((value, k) => isPlane ? value / plane[k] : value)];
    }

    private static double Lopsidedness(double[] point, int axis, double[] worst)
    {
        var most = 0.0;
        for (var k = 0; k < point.Length; k++)
        {
            most = Math.Max(most, point[k] / worst[k] / (k == axis ? 1 : Small));
        }

        return most;
    }
}
