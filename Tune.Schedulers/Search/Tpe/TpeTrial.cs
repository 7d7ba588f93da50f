using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Schedulers.Search.Carrying;

namespace Tune.Schedulers.Search.Tpe;

/// <summary>What is known of one trial.</summary>
internal sealed class TpeTrial
{
    /// <summary>Where its configuration lies, by coordinate; NaN where a parameter is not active.</summary>
    public required double[] Located { get; set; }

    /// <summary>The score of the last report; the worst if one of several objectives is missing.</summary>
    public Score Score { get; set; }

    /// <summary>All objectives there, larger is better; empty when there is only one.</summary>
    public double[] Values { get; set; } = [];

    /// <summary>The violation of the constraints there.</summary>
    public double Violation { get; set; }

    /// <summary>Its place among the others once it has ended or been paused; null while it has not.</summary>
    public TpeRank? Rank { get; set; }

    /// <summary>Carries one in the searcher's memory; null is given while reading.</summary>
    /// <param name="by">The carrier.</param>
    /// <param name="trial">Its number.</param>
    /// <param name="one">What is known of it.</param>
    /// <param name="dimensions">How many coordinates the space has.</param>
    public static TpeTrial Carry(MemoryCarrier by, int trial, TpeTrial? one, int dimensions)
    {
        var located = by.Point(one?.Located, dimensions);
        one ??= new TpeTrial { Located = located };
        (one.Score, one.Values, one.Violation) = (by.Score(one.Score), by.Reals(one.Values), by.Real(one.Violation));
        one.Rank = by.Optional(one.Rank, (by, rank) => TpeRank.Carry(by, rank, trial));
        return one;
    }
}
