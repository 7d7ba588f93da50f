using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Schedulers.Search.Carrying;

namespace Tune.Schedulers.Search.Gp;

/// <summary>The parameters of one model, fitted again from time to time, each fit starting from the last.</summary>
/// <param name="weights">How many weights there are.</param>
internal sealed class GpFit(int weights)
{
    private readonly GpPrior _prior = new(weights);
    private Curvature? _curvature;

    /// <summary>The most probable ones given what was fitted to last; what is expected before that.</summary>
    public GpParameters Parameters { get; private set; } = new(new GpPrior(weights).Default);

    /// <summary>Carries what was fitted last, which the next fit starts from.</summary>
    public void Carry(MemoryCarrier by)
    {
        var count = Parameters.Logs.Length;
        Parameters = new GpParameters(by.Point(Parameters.Logs, count));
        _curvature = by.Optional(_curvature, (by, curvature) => Curvature.Carry(by, curvature, count));
    }

    /// <summary>Minus the logarithm of the probability of some results and of the parameters as they are, up to a
    /// constant, for each of several results at the same points.</summary>
    public double[] Costs(GpPoints points, IReadOnlyList<double[]> targets) =>
        new LogPosterior(points, targets[0], _prior).Values(Parameters.Logs, targets);

    /// <summary>Fits to results.</summary>
    public void Update(GpPoints points, double[] targets)
    {
        var posterior = new LogPosterior(points, targets, _prior);
        var minimizer = new BoxMinimizer(_prior.Lowest, _prior.Highest)
        {
            EvaluationsMax = 30, Tolerance = 1e-2, GainMin = 1e-3,
        };
        var logs = (double[])Parameters.Logs.Clone();
        minimizer.Run(logs, posterior.Evaluate);
        Parameters = new GpParameters(logs);
        _curvature = Curvature.Of(posterior, logs);
    }

    /// <summary>Parameters drawn from what the results leave open: a normal distribution around the most probable
    /// ones, as wide as the posterior is there (Laplace).</summary>
    public GpParameters Draw(KeyedRandom random)
    {
        if (_curvature is null)
        {
            return Parameters;
        }

        var step = _curvature.Draw(random);
        return new GpParameters([.. Parameters.Logs.Select(
            (log, i) => Math.Clamp(log + step[i], _prior.Lowest[i], _prior.Highest[i]))]);
    }
}
