using MathNet.Numerics.LinearAlgebra;
using Tune.Engine.Randomness;
using Tune.Schedulers.Linear;

namespace Tune.Schedulers.Tests.Linear;

/// <summary>The factor has the bits that the library's has: decisions hang on them.</summary>
internal sealed class LowerFactorTests
{
    private static Matrix<double> Covariance(int order, int rank, double noise)
    {
        var random = KeyedRandom.For(7, "test/factor", (order * 1000) + rank);
        var root = Matrix<double>.Build.Dense(order, rank, (_, _) => random.NextNormal());
        return (root * root.Transpose()) + (Matrix<double>.Build.DenseIdentity(order) * noise);
    }

    [Test]
    public void TryPut_OfAnyOrder_HasTheBitsOfTheLibrary([Values(1, 2, 3, 4, 5, 7, 8, 31, 64, 121, 333)] int order)
    {
        var matrix = Covariance(order, order, 0.1);
        var factor = matrix.ToColumnMajorArray();

        Assert.That(LowerFactor.TryPut(factor, order));
        Same(factor, matrix.Cholesky().Factor, order);
    }

    [Test]
    public void TryPut_NotPositive_SaysSo()
    {
        Assert.That(LowerFactor.TryPut([1, 2, 2, 1], 2), Is.False);
        Assert.That(LowerFactor.TryPut([double.NaN], 1), Is.False);
        Assert.That(LowerFactor.TryPut([0], 1), Is.False);
        Assert.That(LowerFactor.TryPut([], 0));
    }

    // Of a lower rank than order: there is no factor without jitter.
    [Test]
    public void Factor_OfASingularMatrix_HasTheBitsOfTheLibrary([Values(2, 9, 40)] int order)
    {
        var matrix = Matrix<double>.Build.Dense(order, order, 1);
        var before = matrix.ToColumnMajorArray();

        Same(Solvable.Factor(before, order), Solvable.Cholesky(matrix).Factor, order);
        Assert.That(before, Is.All.EqualTo(1), "what was given stays what it was");
        Same(
            Solvable.Factor(Covariance(order, 1, 0).ToColumnMajorArray(), order),
            Solvable.Cholesky(Covariance(order, 1, 0)).Factor, order);
    }

    [Test]
    public void Factor_OfWhatHasNone_Throws() => Assert.That(
        () => Solvable.Factor([-9, -9, -9, -9], 2), Throws.InstanceOf<ArithmeticException>());

    private static void Same(double[] factor, Matrix<double> library, int order)
    {
        for (var column = 0; column < order; column++)
        {
            for (var row = column; row < order; row++)
            {
                Assert.That(
                    BitConverter.DoubleToInt64Bits(factor[(column * order) + row]),
                    Is.EqualTo(BitConverter.DoubleToInt64Bits(library[row, column])), $"{row}, {column}");
            }
        }
    }
}
