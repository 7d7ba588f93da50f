using MathNet.Numerics.LinearAlgebra;
using Tune.Engine.Ports;
using Tune.Schedulers.Search.Carrying;

namespace Tune.Schedulers.Search.CmaEs;

/// <summary>An ellipsoid whose axes are the coordinates: d numbers, each learnt from far fewer trials than the d² of
/// any ellipsoid.</summary>
/// <remarks>Ros, Hansen, "A Simple Modification in CMA-ES Achieving Linear Time and Space Complexity", PPSN
/// 2008.</remarks>
internal sealed class DiagonalShape(int dimensions, Matrix<double>? shape) : IShape
{
    private const double Least = 1e-20;

    private Vector<double> _variances = shape?.Diagonal() ?? Vector<double>.Build.Dense(dimensions, 1);

    public double Condition => _variances.Max() / _variances.Min();

    public void Carry(MemoryCarrier by) => _variances = by.Vector(_variances);

    public double Variance(int coordinate) => _variances[coordinate];

    public Vector<double> Colour(Vector<double> z) => z.PointwiseMultiply(_variances.PointwiseSqrt());

    public Vector<double> Whiten(Vector<double> y) => y.PointwiseDivide(_variances.PointwiseSqrt());

    public void Adapt(double kept, IReadOnlyList<(double Weight, Vector<double> Step)> steps)
    {
        var variances = kept * _variances;
        foreach (var (weight, step) in steps)
        {
            variances += weight * step.PointwiseMultiply(step);
        }

        _variances = variances.PointwiseMaximum(Least);
    }
}
