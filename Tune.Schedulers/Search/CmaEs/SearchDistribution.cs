using MathNet.Numerics.LinearAlgebra;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Schedulers.Search.Carrying;

namespace Tune.Schedulers.Search.CmaEs;

/// <summary>
/// The normal distribution that configurations are drawn from, N(m, sigma² A C A), in the coordinates of the unit cube,
/// and how it learns from a generation.
/// </summary>
internal sealed class SearchDistribution
{
    private readonly RecombinationWeights _run;
    private readonly IShape _shape;
    private Vector<double> _stepPath;
    private Vector<double> _path;
    private int _generation;

    public SearchDistribution(RecombinationWeights run, double[] mean, double sigma, Matrix<double>? shape = null)
    {
        _run = run;
        Mean = mean;
        Sigma = sigma;
        Scale = Enumerable.Repeat(1.0, run.Dimensions).ToArray();
        _shape = run.IsDiagonal ? new DiagonalShape(run.Dimensions, shape) : new FullShape(run.Dimensions, shape);
        _stepPath = Vector<double>.Build.Dense(run.Dimensions);
        _path = Vector<double>.Build.Dense(run.Dimensions);
    }

    /// <summary>m.</summary>
    public double[] Mean { get; }

    /// <summary>sigma.</summary>
    public double Sigma { get; private set; }

    /// <summary>The diagonal of A: 1 but where a margin has widened or narrowed a coordinate.</summary>
    public double[] Scale { get; }

    /// <summary>The ratio of the longest to the shortest axis of C, squared.</summary>
    public double Condition => _shape.Condition;

    /// <summary>The standard deviation along one coordinate.</summary>
    public double Deviation(int coordinate) => Sigma * Scale[coordinate] * Math.Sqrt(_shape.Variance(coordinate));

    /// <summary>The longest standard deviation of any coordinate.</summary>
    public double Widest() => Enumerable.Range(0, _run.Dimensions).Max(Deviation);

    /// <summary>Carries it in the searcher's memory.</summary>
    public void Carry(MemoryCarrier by)
    {
        by.Fill(Mean);
        Sigma = by.Real(Sigma);
        by.Fill(Scale);
        _shape.Carry(by);
        (_stepPath, _path) = (by.Vector(_stepPath), by.Vector(_path));
        _generation = by.Number(_generation);
    }

    public void Draw(KeyedRandom random, Span<double> point)
    {
        var z = Vector<double>.Build.Dense(_run.Dimensions, _ => random.NextNormal());
        var y = _shape.Colour(z);
        for (var i = 0; i < point.Length; i++)
        {
            point[i] = Mean[i] + (Sigma * Scale[i] * y[i]);
        }
    }

    /// <summary>Learns from a generation.</summary>
    /// <param name="ranked">The points, best first, as many as the population.</param>
    /// <param name="isForeign">Which of them were not drawn from this very distribution: those count with a bounded
    /// length (Hansen, "Injecting External Solutions Into CMA-ES", arXiv 1110.4181).</param>
    public void Learn(IReadOnlyList<double[]> ranked, IReadOnlyList<bool> isForeign)
    {
        var steps = new Vector<double>[ranked.Count];
        var lengths = new double[ranked.Count];
        var longest = Math.Sqrt(_run.Dimensions) + (2.0 * _run.Dimensions / (_run.Dimensions + 2));
        for (var k = 0; k < ranked.Count; k++)
        {
            var point = ranked[k];
            steps[k] = Vector<double>.Build.Dense(
                _run.Dimensions, i => (point[i] - Mean[i]) / (Sigma * Scale[i]));
            lengths[k] = _shape.Whiten(steps[k]).L2Norm();
            if (isForeign[k] && lengths[k] > longest)
            {
                steps[k] *= longest / lengths[k];
                lengths[k] = longest;
            }
        }

        var move = Vector<double>.Build.Dense(_run.Dimensions);
        for (var k = 0; k < _run.Parents; k++)
        {
            move += _run.Weights[k] * steps[k];
        }

        for (var i = 0; i < Mean.Length; i++)
        {
            Mean[i] += Sigma * Scale[i] * move[i];
        }

        _generation++;
        var isStalled = AdaptPaths(move);
        AdaptShape(steps, lengths, isStalled);
    }

    // Returns whether the step length is about to grow so fast that the path should not be believed.
    private bool AdaptPaths(Vector<double> move)
    {
        var rate = _run.StepRate;
        _stepPath = ((1 - rate) * _stepPath)
            + (Math.Sqrt(rate * (2 - rate) * _run.Mass) * _shape.Whiten(move));
        var length = _stepPath.L2Norm();
        Sigma *= Math.Exp(Math.Min(1, rate / _run.StepDamping * ((length / _run.NormalLength) - 1)));
        var expected = Math.Sqrt(1 - Math.Pow(1 - rate, 2 * _generation));
        var isStalled = length / expected >= (1.4 + (2.0 / (_run.Dimensions + 1))) * _run.NormalLength;
        _path = (1 - _run.PathRate) * _path;
        if (!isStalled)
        {
            _path += Math.Sqrt(_run.PathRate * (2 - _run.PathRate) * _run.Mass) * move;
        }

        return isStalled;
    }

    private void AdaptShape(Vector<double>[] steps, double[] lengths, bool isStalled)
    {
        var (one, many) = (_run.OneRate, _run.ManyRate);
        var missing = isStalled ? one * _run.PathRate * (2 - _run.PathRate) : 0;
        var learnt = new List<(double, Vector<double>)>(steps.Length + 1) { (one, _path) };
        for (var k = 0; k < steps.Length; k++)
        {
            var weight = _run.Weights[k];
            if (weight < 0)
            {
                weight *= _run.Dimensions / Math.Max(lengths[k] * lengths[k], 1e-16);
            }

            learnt.Add((many * weight, steps[k]));
        }

        _shape.Adapt(1 + missing - one - (many * _run.Weights.Sum()), learnt);
    }
}
