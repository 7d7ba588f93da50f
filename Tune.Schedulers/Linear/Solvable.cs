using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Tune.Schedulers.Linear;

/// <summary>Factors of covariance matrices, also of those that rounding has made singular.</summary>
internal static class Solvable
{
    private const double FirstJitter = 1e-10;
    private const double LastJitter = 1;

    /// <summary>The Cholesky factor; where there is none, that of the matrix with a little more on its
    /// diagonal.</summary>
    /// <exception cref="ArithmeticException">The matrix is not symmetric and positive, or not finite.</exception>
    public static Cholesky<double> Cholesky(Matrix<double> matrix)
    {
        for (var jitter = 0.0; jitter <= LastJitter; jitter = jitter == 0 ? FirstJitter : jitter * 100)
        {
            var tried = jitter == 0
                ? matrix : matrix + (Matrix<double>.Build.DenseIdentity(matrix.RowCount) * jitter);
            try
            {
                return tried.Cholesky();
            }
            catch (ArgumentException)
            {
                // Not positive definite: the only way the library says so.
            }
        }

        throw Hopeless();
    }

    /// <summary>The same of a matrix of so many columns, one after the other, and as such; above the diagonal is
    /// anything.</summary>
    /// <exception cref="ArithmeticException">The matrix is not symmetric and positive, or not finite.</exception>
    public static double[] Factor(double[] matrix, int order)
    {
        var factor = new double[matrix.Length];
        for (var jitter = 0.0; jitter <= LastJitter; jitter = jitter == 0 ? FirstJitter : jitter * 100)
        {
            matrix.CopyTo(factor, 0);
            for (var i = 0; i < order && jitter > 0; i++)
            {
                factor[(i * order) + i] += jitter;
            }

            if (LowerFactor.TryPut(factor, order))
            {
                return factor;
            }
        }

        throw Hopeless();
    }

    private static ArithmeticException Hopeless() =>
        new("The covariance matrix has no Cholesky factor, even with jitter.");
}
