using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Tune.Engine.Ports;
using Tune.Schedulers.Search.Carrying;

namespace Tune.Schedulers.Search.CmaEs;

/// <summary>Any ellipsoid: d² numbers, of which a change costs d³.</summary>
internal sealed class FullShape : IShape
{
    private Matrix<double> _c;
    private Matrix<double> _root;
    private Matrix<double> _inverseRoot;

    public FullShape(int dimensions, Matrix<double>? shape)
    {
        _c = shape ?? Matrix<double>.Build.DenseIdentity(dimensions);
        (_root, _inverseRoot) = (_c, _c);
        if (shape is not null)
        {
            Factor();
        }
    }

    public double Condition { get; private set; } = 1;

    // Its roots with it: they cost the third power of the coordinates to make again.
    public void Carry(MemoryCarrier by)
    {
        _c = by.Square(_c, _c.RowCount);
        _root = by.Square(_root, _c.RowCount);
        _inverseRoot = by.Square(_inverseRoot, _c.RowCount);
        Condition = by.Real(Condition);
    }

    public double Variance(int coordinate) => _c[coordinate, coordinate];

    public Vector<double> Colour(Vector<double> z) => _root * z;

    public Vector<double> Whiten(Vector<double> y) => _inverseRoot * y;

    public void Adapt(double kept, IReadOnlyList<(double Weight, Vector<double> Step)> steps)
    {
        var shape = kept * _c;
        foreach (var (weight, step) in steps)
        {
            shape += weight * step.OuterProduct(step);
        }

        _c = (shape + shape.Transpose()) / 2;
        Factor();
    }

    private void Factor()
    {
        Evd<double> parts = _c.Evd(Symmetricity.Symmetric);
        var values = parts.EigenValues.Select(value => Math.Max(value.Real, 1e-20)).ToArray();
        Condition = values.Max() / values.Min();
        var axes = parts.EigenVectors;
        _root = axes * Matrix<double>.Build.DenseOfDiagonalArray([.. values.Select(Math.Sqrt)]);
        _inverseRoot = axes * Matrix<double>.Build.DenseOfDiagonalArray([.. values.Select(v => 1 / Math.Sqrt(v))])
            * axes.Transpose();
    }
}
