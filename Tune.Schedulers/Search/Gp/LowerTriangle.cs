using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tune.Schedulers.Linear;

namespace Tune.Schedulers.Search.Gp;

/// <summary>
/// The inverse of the Cholesky factor of a covariance matrix, row by row: what every prediction multiplies with.
/// </summary>
/// <remarks>Written out, because the library does it an order of magnitude slower.</remarks>
internal sealed class LowerTriangle
{
    private readonly double[] _rows;
    private readonly int _stride;

    /// <param name="covariance">Symmetric and positive, column by column.</param>
    /// <param name="count">Its order.</param>
    public LowerTriangle(double[] covariance, int count)
    {
        (Count, _stride) = (count, GpPoints.Padded(count));
        var factor = Solvable.Factor(covariance, count);
        _rows = new double[count * _stride];
        for (var i = 0; i < count; i++)
        {
            var pivot = 1 / factor[(i * count) + i];
            HalfLogDeterminant -= Math.Log(pivot);
            var row = _rows.AsSpan(i * _stride, _stride);
            for (var k = 0; k < i; k++)
            {
                AddTo(row, Row(k), -pivot * factor[(k * count) + i], k + 1);
            }

            row[i] = pivot;
        }
    }

    /// <summary>The order.</summary>
    public int Count { get; }

    /// <summary>Half the logarithm of the determinant of the covariance.</summary>
    public double HalfLogDeterminant { get; }

    /// <summary>One row of the inverse factor, zeros behind the diagonal.</summary>
    public ReadOnlySpan<double> Row(int row) => _rows.AsSpan(row * _stride, _stride);

    /// <summary>v = L⁻¹ b, the first so many entries.</summary>
    public void Apply(ReadOnlySpan<double> b, Span<double> v, int count)
    {
        for (var i = 0; i < count; i++)
        {
            v[i] = Dot(Row(i), b, i + 1);
        }
    }

    /// <summary>u = L⁻ᵀ v, the first so many entries; u is as long as a row.</summary>
    public void ApplyTransposed(ReadOnlySpan<double> v, Span<double> u, int count)
    {
        u.Clear();
        for (var i = 0; i < count; i++)
        {
            AddTo(u, Row(i), v[i], i + 1);
        }
    }

    /// <summary>The lower half of the inverse of the covariance, row by row in the same stride.</summary>
    public double[] Inverse()
    {
        var inverse = new double[_rows.Length];
        for (var k = 0; k < Count; k++)
        {
            var row = Row(k);
            for (var i = 0; i <= k; i++)
            {
                AddTo(inverse.AsSpan(i * _stride, _stride), row, row[i], i + 1);
            }
        }

        return inverse;
    }

    /// <summary>The sum of products of the first so many entries; behind them one side is zero.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right, int count)
    {
        var a = MemoryMarshal.Cast<double, Vector256<double>>(left[..GpPoints.Padded(count)]);
        var b = MemoryMarshal.Cast<double, Vector256<double>>(right[..GpPoints.Padded(count)]);
        var (even, odd) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i + 1 < a.Length; i += 2)
        {
            even += a[i] * b[i];
            odd += a[i + 1] * b[i + 1];
        }

        return Vector256.Sum(i < a.Length ? even + odd + (a[i] * b[i]) : even + odd);
    }

    private static void AddTo(Span<double> sum, ReadOnlySpan<double> row, double factor, int count)
    {
        var padded = GpPoints.Padded(count);
        var target = MemoryMarshal.Cast<double, Vector256<double>>(sum[..padded]);
        var source = MemoryMarshal.Cast<double, Vector256<double>>(row[..padded]);
        var f = Vector256.Create(factor);
        for (var i = 0; i < target.Length; i++)
        {
            target[i] += f * source[i];
        }
    }
}
