using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;
using Tune.Schedulers.Search.Carrying;

namespace Tune.Schedulers.Search.Evolution;

/// <summary>A trial with a result.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Point">Its configuration in the unit cube, with a number also where a parameter is not active.</param>
/// <param name="Values">Its objectives, larger is better.</param>
/// <param name="Stratum">Where it stands apart from them.</param>
internal sealed record Individual(TrialId Trial, double[] Point, double[] Values, Stratum Stratum)
{
    /// <summary>Carries one in the searcher's memory; null is given while reading.</summary>
    /// <param name="by">The carrier.</param>
    /// <param name="one">The individual.</param>
    /// <param name="dimensions">How many coordinates a point has.</param>
    /// <param name="objectives">How many objectives there are.</param>
    public static Individual Carry(MemoryCarrier by, Individual? one, int dimensions, int objectives)
    {
        var (trial, point) = (by.Trial(one?.Trial ?? default), by.Point(one?.Point, dimensions));
        var (values, stratum) = (by.Point(one?.Values, objectives), Stratum.Carry(by, one?.Stratum ?? default));
        one ??= new Individual(trial, point, values, stratum);
        (one.Front, one.Room) = (by.Number(one.Front), by.Real(one.Room));
        return one;
    }

    /// <summary>The number of its front among those it was last compared with, 0 for the best.</summary>
    public int Front { get; set; }

    /// <summary>How much room it has in its front: of equals the one with more is preferred.</summary>
    public double Room { get; set; }
}
