using System.Globalization;
using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.Bohb;

/// <summary>
/// The searcher of BOHB: draws new configurations near those that did well at the largest budget of which enough is
/// known. Meant for a scheduler that compares trials at rungs and pauses them there, HyperBand first of all.
/// </summary>
/// <remarks>
/// Falkner, Klein, Hutter: "BOHB: Robust and Efficient Hyperparameter Optimization at Scale", ICML 2018. Symbols: q =
/// GoodShare, rho = RandomShare, N_s = Candidates, b_w = BandwidthFactor, N_min = MinPoints.
/// </remarks>
public sealed record BohbOptions : SearcherOptions
{
    /// <summary>The share of the points that counts as good, above 0 and below 1; default 0.15.</summary>
    public double GoodShare { get; init; } = 0.15;

    /// <summary>The share of the trials that draws from the space without a model, 0 to 1; default 1/3. With any above
    /// 0 every configuration is tried some day, whatever the model believes.</summary>
    public double RandomShare { get; init; } = 1.0 / 3;

    /// <summary>How many candidates are drawn and compared for one configuration, 1 to 10,000; default 64.</summary>
    public int Candidates { get; init; } = 64;

    /// <summary>How many times wider than the model's the bandwidth is with which numeric candidates are drawn, above
    /// 0; default 3.</summary>
    public double BandwidthFactor { get; init; } = 3;

    /// <summary>The least bandwidth, as a share of a parameter's range, above 0 and below 1; default
    /// 0.001.</summary>
    public double MinBandwidth { get; init; } = 1e-3;

    /// <summary>How many good and how many bad points a model needs at least; more than the space has dimensions, and
    /// 1,000,000 at most. Null (default) for one more than the space has dimensions.</summary>
    public int? MinPoints { get; init; }

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (!(GoodShare > 0 && GoodShare < 1))
        {
            yield return Text($"Bohb.GoodShare is {GoodShare}; it must be above 0 and below 1.");
        }

        if (!(RandomShare >= 0 && RandomShare <= 1))
        {
            yield return Text($"Bohb.RandomShare is {RandomShare}; it must be 0 to 1.");
        }

        if (Candidates is < 1 or > 10_000)
        {
            yield return $"Bohb.Candidates is {Candidates}; it must be 1 to 10,000.";
        }

        if (!(BandwidthFactor > 0 && double.IsFinite(BandwidthFactor)))
        {
            yield return Text($"Bohb.BandwidthFactor is {BandwidthFactor}; it must be a number above 0.");
        }

        if (!(MinBandwidth > 0 && MinBandwidth < 1))
        {
            yield return Text($"Bohb.MinBandwidth is {MinBandwidth}; it must be above 0 and below 1.");
        }

        foreach (var problem in SpaceProblems(context))
        {
            yield return problem;
        }
    }

    /// <inheritdoc />
    public override bool TakesPriors() => true;

    /// <inheritdoc />
    public override ISearcher Create(AlgorithmContext context) => new BohbSearcher(this, context);

    private IEnumerable<string> SpaceProblems(AlgorithmContext context)
    {
        var free = context.Space.Parameters.Where(parameter => parameter.Domain.IsFree).ToList();
        if (free.Count == 0)
        {
            yield return "Bohb cannot model a space without a parameter to choose; add one, or take random search.";
        }
        else if (free.Find(parameter => !parameter.IsAlwaysActive) is { } conditional)
        {
            yield return $"Bohb cannot model '{conditional.Name}', which exists only under a condition: one density "
                + "over all parameters needs a value of each in every trial. Make it unconditional, or take TPE or "
                + "random search.";
        }
        else if (MinPoints <= free.Count || MinPoints > 1_000_000)
        {
            yield return $"Bohb.MinPoints is {MinPoints}; it must be {free.Count + 1} to 1,000,000, because the space "
                + $"has {free.Count} dimensions, or absent.";
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
