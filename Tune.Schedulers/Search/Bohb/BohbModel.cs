using Tune.Engine.Randomness;

namespace Tune.Schedulers.Search.Bohb;

/// <summary>Where good configurations lie, l(x), and where bad ones do, g(x).</summary>
internal sealed class BohbModel(KernelDensity good, KernelDensity bad)
{
    /// <summary>A point near a good one.</summary>
    public double[] Draw(KeyedRandom random, double bandwidthFactor) => good.Draw(random, bandwidthFactor);

    /// <summary>The logarithm of l(x) / g(x), which rises with the expected improvement. As a logarithm it tells far
    /// points apart where both densities are too small for a number.</summary>
    public double Promise(double[] point) => good.LogDensity(point) - bad.LogDensity(point);
}
