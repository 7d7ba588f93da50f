using MathNet.Numerics.LinearAlgebra;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Schedulers.Search.Carrying;

namespace Tune.Schedulers.Search.Gp;

/// <summary>How quickly parameters become improbable around the most probable ones.</summary>
internal sealed class Curvature
{
    // Each parameter takes two evaluations.
    private const int ParametersMax = 40;
    private const double Step = 0.1;

    // No direction is drawn wider than this many logarithms, however little is known of it.
    private const double DeviationMax = 1;

    private readonly Matrix<double> _directions;
    private readonly double[] _deviations;

    private Curvature(Matrix<double> directions, double[] deviations) =>
        (_directions, _deviations) = (directions, deviations);

    /// <summary>From differences of gradients; null for too many parameters.</summary>
    public static Curvature? Of(LogPosterior posterior, double[] logs)
    {
        var count = logs.Length;
        if (count > ParametersMax)
        {
            return null;
        }

        var hessian = Matrix<double>.Build.Dense(count, count);
        var (up, down, moved) = (new double[count], new double[count], (double[])logs.Clone());
        for (var i = 0; i < count; i++)
        {
            moved[i] = logs[i] + Step;
            posterior.Evaluate(moved, up);
            moved[i] = logs[i] - Step;
            posterior.Evaluate(moved, down);
            moved[i] = logs[i];
            for (var k = 0; k < count; k++)
            {
                hessian[i, k] = (up[k] - down[k]) / (2 * Step);
            }
        }

        var parts = ((hessian + hessian.Transpose()) / 2).Evd(Symmetricity.Symmetric);
        var deviations = parts.EigenValues.Select(
            value => 1 / Math.Sqrt(Math.Max(value.Real, 1 / (DeviationMax * DeviationMax))));
        return new Curvature(parts.EigenVectors, [.. deviations]);
    }

    /// <summary>Carries one in the searcher's memory; null is given while reading.</summary>
    public static Curvature Carry(MemoryCarrier by, Curvature? one, int count) =>
        new(by.Square(one?._directions, count), by.Point(one?._deviations, count));

    /// <summary>A step from the most probable parameters.</summary>
    public Vector<double> Draw(KeyedRandom random) => _directions * Vector<double>.Build.Dense(
        _deviations.Length, i => _deviations[i] * random.NextNormal());
}
