using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tune.Schedulers.Search.Gp;

/// <summary>
/// The Matérn kernel with nu = 5/2 over weighted squared distances, for one point against many.
/// k = s (1 + a + a²/3) exp(-a) with a = sqrt(5 r²), r² = sum over the columns of w (x - y)², where two choices are 0
/// or 1 apart. Its slope, dk/d(r²), is -(5/6) s (1 + a) exp(-a).
/// </summary>
internal static class MaternKernel
{
    /// <summary>The kernel between a point and the first so many of some points.</summary>
    /// <param name="points">The many.</param>
    /// <param name="count">How many of them; what is written is a multiple of <see cref="GpPoints.Lanes"/>.</param>
    /// <param name="point">The one.</param>
    /// <param name="weights">The weight of each column.</param>
    /// <param name="scale">s.</param>
    /// <param name="values">Takes the kernel.</param>
    /// <param name="slopes">Takes its derivative by the squared distance.</param>
    public static void Compare(
        GpPoints points, int count, ReadOnlySpan<double> point, double[] weights, double scale,
        Span<double> values, Span<double> slopes)
    {
        var padded = GpPoints.Padded(count);
        var squares = MemoryMarshal.Cast<double, Vector256<double>>(values[..padded]);
        squares.Clear();
        for (var c = 0; c < weights.Length; c++)
        {
            var weight = Vector256.Create(weights[c]);
            var x = Vector256.Create(point[c]);
            var column = MemoryMarshal.Cast<double, Vector256<double>>(points[c][..padded]);
            if (points.Columns.IsChoice[c])
            {
                for (var i = 0; i < squares.Length; i++)
                {
                    squares[i] += Vector256.AndNot(weight, Vector256.Equals(column[i], x));
                }
            }
            else
            {
                for (var i = 0; i < squares.Length; i++)
                {
                    var gap = column[i] - x;
                    squares[i] += weight * gap * gap;
                }
            }
        }

        Finish(squares, MemoryMarshal.Cast<double, Vector256<double>>(slopes[..padded]), scale);
    }

    private static void Finish(Span<Vector256<double>> values, Span<Vector256<double>> slopes, double scale)
    {
        var (five, third, one) = (Vector256.Create(5.0), Vector256.Create(1.0 / 3), Vector256<double>.One);
        var (s, slope) = (Vector256.Create(scale), Vector256.Create(-5.0 / 6 * scale));
        for (var i = 0; i < values.Length; i++)
        {
            var square = five * values[i];
            var a = Vector256.Sqrt(square);
            var bell = Vector256.Exp(-a);
            values[i] = s * (one + a + (third * square)) * bell;
            slopes[i] = slope * (one + a) * bell;
        }
    }
}
