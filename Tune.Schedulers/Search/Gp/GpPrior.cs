namespace Tune.Schedulers.Search.Gp;

/// <summary>What parameters are expected before there is data, and between which bounds they are looked for.</summary>
internal sealed class GpPrior
{
    private const double WeightPull = 0.1;
    private const double NoiseShape = 1.1;
    private const double NoiseRate = 30;
    private readonly int _weights;

    public GpPrior(int weights)
    {
        _weights = weights;
        Lowest = Logs(1e-4, 1e-3, 1e-6);
        Highest = Logs(1e4, 1e2, 1);
        Default = Logs(1, 1, 1e-3);
    }

    /// <summary>The lower bounds of the logarithms.</summary>
    public double[] Lowest { get; }

    /// <summary>The upper bounds of the logarithms.</summary>
    public double[] Highest { get; }

    /// <summary>Where the first fit starts.</summary>
    public double[] Default { get; }

    /// <summary>Minus the logarithm of the prior, up to a constant; adds its derivatives to the gradient.</summary>
    public double Evaluate(ReadOnlySpan<double> logs, Span<double> gradient)
    {
        var total = 0.0;
        for (var i = 0; i < _weights; i++)
        {
            var weight = Math.Exp(logs[i]);
            total += WeightPull * ((1 / weight) + weight);
            gradient[i] += WeightPull * (weight - (1 / weight));
        }

        var (scale, noise) = (Math.Exp(logs[^2]), Math.Exp(logs[^1]));
        gradient[^2] += scale - 1;
        gradient[^1] += (NoiseRate * noise) - (NoiseShape - 1);
        return total + scale - logs[^2] + (NoiseRate * noise) - ((NoiseShape - 1) * logs[^1]);
    }

    private double[] Logs(double weight, double scale, double noise) =>
        [.. Enumerable.Repeat(Math.Log(weight), _weights), Math.Log(scale), Math.Log(noise)];
}
