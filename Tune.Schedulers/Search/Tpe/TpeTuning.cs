namespace Tune.Schedulers.Search.Tpe;

/// <summary>The numbers behind the densities.</summary>
internal sealed class TpeTuning(TpeOptions options)
{
    /// <summary>A kernel on steps is at least this many steps wide, to reach the neighbouring values.</summary>
    public const double CellShare = 0.5;

    /// <summary>The narrowest kernel there is, as a share of the range.</summary>
    public const double NarrowestEver = 0.01;

    // Watanabe's alpha, how quickly kernels may become narrow as observations come in, is 1 + this / d.
    private const double NarrowShare = 2;

    /// <summary>The weight of the prior; an observation has at most 1.</summary>
    public double PriorWeight => options.PriorWeight;

    /// <summary>How many candidates are drawn.</summary>
    public int Candidates => options.Candidates;

    /// <summary>No kernel is narrower than this share of the range ("magic clipping").</summary>
    /// <param name="count">The kernels of the density.</param>
    /// <param name="dimensions">Its axes: the more there are, the farther apart are neighbours, and the more slowly
    /// may kernels become narrow.</param>
    public static double Narrowest(int count, int dimensions) =>
        Math.Max(NarrowestEver, Math.Pow(count + 2, -1 - (NarrowShare / dimensions)));

    /// <summary>How many of so many trials are good.</summary>
    public int Good(int count) => Math.Min((int)Math.Ceiling(options.GoodShare * count), options.GoodMax);

    /// <summary>The weight of an observation.</summary>
    /// <param name="age">How many older ones there are.</param>
    /// <param name="count">How many there are in all.</param>
    public double Weight(int age, int count)
    {
        var ramp = count - options.RecentTrials;
        return age >= ramp ? 1
            : ramp == 1 ? 1.0 / count
            : (1.0 / count) + ((1 - (1.0 / count)) * age / (ramp - 1));
    }
}
