namespace Tune.Schedulers.Search.Gp;

/// <summary>The parameters of one model, fitted again from time to time, each fit starting from the last.</summary>
/// <param name="weights">How many weights there are.</param>
internal sealed class GpFit(int weights)
{
    private readonly GpPrior _prior = new(weights);

    /// <summary>What was fitted last; what is expected before that.</summary>
    public GpParameters Parameters { get; private set; } = new(new GpPrior(weights).Default);

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
    }
}
