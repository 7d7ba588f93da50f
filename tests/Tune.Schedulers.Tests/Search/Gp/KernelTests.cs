using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using Tune.Schedulers.Search.Gp;

namespace Tune.Schedulers.Tests.Search.Gp;

internal sealed class KernelTests
{
    private static readonly GpColumns Columns = new([false, true, false], [0, 1, 2]);

    internal static Gen<double[][]> Rows(int count) =>
        from units in Gen.Double[0, 1].Array[count * 2]
        from choices in Gen.Int[0, 3].Array[count]
        select Enumerable.Range(0, count).Select(i => new[] { units[2 * i], choices[i], units[(2 * i) + 1] }).ToArray();

    [Test]
    public void Compare_WithAnyPoints_IsMaternOverWeightedDistances() => Rows(9).Sample(rows =>
    {
        double[] weights = [2, 0.5, 7];
        var (values, slopes) = (new double[12], new double[12]);
        MaternKernel.Compare(new GpPoints(Columns, rows), 9, rows[0], weights, 3, values, slopes);
        for (var i = 0; i < 9; i++)
        {
            double Kernel(double square) => 3 * (1 + Math.Sqrt(5 * square) + (5 * square / 3))
                * Math.Exp(-Math.Sqrt(5 * square));
            var far = (2 * Math.Pow(rows[i][0] - rows[0][0], 2)) + (rows[i][1] == rows[0][1] ? 0 : 0.5)
                + (7 * Math.Pow(rows[i][2] - rows[0][2], 2));

            Assert.That(values[i], Is.EqualTo(Kernel(far)).Within(1e-12));
            if (far > 1e-3)
            {
                var slope = (Kernel(far + 1e-6) - Kernel(far - 1e-6)) / 2e-6;
                Assert.That(slopes[i], Is.EqualTo(slope).Within(1e-6));
            }
        }
    }, iter: 50);

    [Test]
    public void Compare_WithItself_IsTheScaleWithoutKink()
    {
        var (values, slopes) = (new double[4], new double[4]);
        MaternKernel.Compare(new GpPoints(Columns, [[0.5, 1, 0.5]]), 1, [0.5, 1, 0.5], [1, 1, 1], 2, values, slopes);

        Assert.That(values[0], Is.EqualTo(2));
        Assert.That(slopes[0], Is.EqualTo(-5.0 / 3).Within(1e-15));
    }

    [Test]
    public void LowerTriangle_OfACovariance_InvertsItsFactor() =>
        Gen.Double[-1, 1].Array[21 * 21].Sample(numbers =>
        {
            var root = Matrix<double>.Build.Dense(21, 21, numbers);
            var covariance = (root * root.Transpose()) + (Matrix<double>.Build.DenseIdentity(21) * 0.5);
            var triangle = new LowerTriangle(covariance.ToColumnMajorArray(), 21);
            var inverse = covariance.Inverse();
            var lower = triangle.Inverse();
            double[] ones = [.. Enumerable.Repeat(1.0, 21), 0, 0, 0];
            var (whitened, solved) = (new double[24], new double[24]);
            triangle.Apply(ones, whitened, 21);
            triangle.ApplyTransposed(whitened, solved, 21);

            Assert.That(triangle.HalfLogDeterminant, Is.EqualTo(Math.Log(covariance.Determinant()) / 2).Within(1e-8));
            for (var i = 0; i < 21; i++)
            {
                Assert.That(solved[i], Is.EqualTo(inverse.Row(i).Sum()).Within(1e-8));
                for (var j = 0; j <= i; j++)
                {
                    Assert.That(lower[(i * 24) + j], Is.EqualTo(inverse[i, j]).Within(1e-8));
                }
            }
        }, iter: 20);
}
