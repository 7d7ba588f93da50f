namespace Tune.Schedulers.Search.Tpe;

/// <summary>The numbers behind the densities.</summary>
internal sealed class TpeTuning(TpeOptions options)
{
    /// <summary>A kernel on steps is at least this many steps wide, to reach the neighbouring values.</summary>
    public const double CellShare = 0.5;

    /// <summary>The narrowest kernel there is, as a share of the range.</summary>
    public const double NarrowestEver = 0.01;

    /// <summary>How quickly kernels may become narrow as observations come in; Watanabe's alpha.</summary>
    private const double NarrowExponent = 1.4;

    /// <summary>The weight of the prior; an observation has at most 1.</summary>
    public double PriorWeight => options.PriorWeight;

    /// <summary>How many candidates are drawn.</summary>
    public int Candidates => options.Candidates;

    /// <summary>No kernel among so many is narrower than this share of the range ("magic clipping").</summary>
    public static double Narrowest(int count) => Math.Max(NarrowestEver, Math.Pow(count + 2, -NarrowExponent));

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
