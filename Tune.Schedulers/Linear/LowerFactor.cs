using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tune.Schedulers.Linear;

/// <summary>The Cholesky factor of a symmetric matrix, several numbers at a time.</summary>
/// <remarks>Every number is computed by the same operations in the same order as the library computes it, so that it
/// has the same bits: experiments that were decided by the library's factor replay. The library takes one number at a
/// time.</remarks>
internal static class LowerFactor
{
    /// <summary>Puts the factor in the place of a matrix's lower half, column by column; what is above the diagonal
    /// stays what it was.</summary>
    /// <returns>Whether the matrix is positive; if not, nothing there is of use any more.</returns>
    public static bool TryPut(Span<double> matrix, int order)
    {
        for (var k = 0; k < order; k++)
        {
            var column = matrix.Slice((k * order) + k, order - k);
            if (!(column[0] > 0))
            {
                return false;
            }

            column[0] = Math.Sqrt(column[0]);
            Divide(column[1..], column[0]);
            for (var j = 1; j < column.Length; j++)
            {
                Subtract(matrix.Slice(((k + j) * order) + k + j, column.Length - j), column[j..], column[j]);
            }
        }

        return true;
    }

    private static void Divide(Span<double> numbers, double by)
    {
        foreach (ref var number in numbers)
        {
            number /= by;
        }
    }

    // No fused operation: it would round once where the library rounds twice.
    private static void Subtract(Span<double> from, ReadOnlySpan<double> what, double times)
    {
        var target = MemoryMarshal.Cast<double, Vector256<double>>(from);
        var source = MemoryMarshal.Cast<double, Vector256<double>>(what);
        var factor = Vector256.Create(times);
        for (var i = 0; i < target.Length; i++)
        {
            target[i] -= source[i] * factor;
        }

        for (var i = target.Length * Vector256<double>.Count; i < from.Length; i++)
        {
            from[i] -= what[i] * times;
        }
    }
}
