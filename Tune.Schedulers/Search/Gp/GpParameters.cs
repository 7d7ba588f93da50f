namespace Tune.Schedulers.Search.Gp;

/// <summary>What is fitted: how quickly each parameter makes results differ, how much they vary and how noisy they
/// are.</summary>
/// <param name="Logs">The natural logarithms: of each weight, then of the scale, then of the noise.</param>
internal sealed record GpParameters(double[] Logs)
{
    /// <summary>s: the variance of the function.</summary>
    public double Scale { get; } = Math.Exp(Logs[^2]);

    /// <summary>The variance of what is added to each result.</summary>
    public double Noise { get; } = Math.Exp(Logs[^1]);

    /// <summary>w: the weight of each column, the inverse square of its length scale.</summary>
    public double[] WeightsOf(GpColumns columns) => [.. columns.Weight.Select(weight => Math.Exp(Logs[weight]))];
}
