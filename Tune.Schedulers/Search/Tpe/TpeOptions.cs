using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.Tpe;

/// <summary>
/// Learns from the results so far where good configurations lie: the tree-structured Parzen estimator. Works on every
/// space, conditional ones included, with any number of parallel trials, with several objectives, with constraints and
/// with trials cut short.
/// </summary>
/// <remarks>Bergstra et al., NIPS 2011; Watanabe, arXiv:2304.11127 (2023). The defaults are meant for everybody: change
/// them for experiments about the algorithm.</remarks>
public sealed record TpeOptions : SearcherOptions
{
    /// <summary>How many trials must have a result before the model is used, 1 or more; default 10. Until then
    /// configurations come from a scrambled Sobol sequence.</summary>
    public int StartupTrials { get; init; } = 10;

    /// <summary>How many candidates are drawn for a trial, 1 to 10,000; default 64. The most promising is tried. More
    /// follow the model more greedily.</summary>
    public int Candidates { get; init; } = 64;

    /// <summary>Whether parameters that are active together are modelled together; default true. False models each on
    /// its own.</summary>
    public bool Multivariate { get; init; } = true;

    /// <summary>Whether trials that have no result yet count as poor, so that trials side by side differ; default true.
    /// </summary>
    public bool ConstantLiar { get; init; } = true;

    /// <summary>Which share of the trials counts as good, above 0 and below 1; default 0.1.</summary>
    public double GoodShare { get; init; } = 0.1;

    /// <summary>The most trials that count as good, 1 or more; default 25.</summary>
    public int GoodMax { get; init; } = 25;

    /// <summary>How many trials' worth the declared distributions of the parameters have in the model, above 0; default
    /// 1. More explores more.</summary>
    public double PriorWeight { get; init; } = 1;

    /// <summary>How many of the newest trials have full weight, 1 or more; default 25. Older ones count less.</summary>
    public int RecentTrials { get; init; } = 25;

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (StartupTrials < 1)
        {
            yield return $"Tpe.StartupTrials is {StartupTrials}; it must be 1 or more.";
        }

        if (Candidates is < 1 or > 10_000)
        {
            yield return $"Tpe.Candidates is {Candidates}; it must be 1 to 10,000.";
        }

        if (!(GoodShare > 0 && GoodShare < 1))
        {
            yield return FormattableString.Invariant(
                $"Tpe.GoodShare is {GoodShare}; it must be above 0 and below 1.");
        }

        if (GoodMax < 1)
        {
            yield return $"Tpe.GoodMax is {GoodMax}; it must be 1 or more.";
        }

        if (!(PriorWeight > 0 && double.IsFinite(PriorWeight)))
        {
            yield return FormattableString.Invariant(
                $"Tpe.PriorWeight is {PriorWeight}; it must be a finite number above 0.");
        }

        if (RecentTrials < 1)
        {
            yield return $"Tpe.RecentTrials is {RecentTrials}; it must be 1 or more.";
        }
    }

    /// <inheritdoc />
    public override int ObjectivesMax() => int.MaxValue;

    /// <inheritdoc />
    public override bool TakesPriors() => true;

    /// <inheritdoc />
    public override ISearcher Create(AlgorithmContext context) => new TpeSearcher(this, new TpeTuning(this), context);
}
