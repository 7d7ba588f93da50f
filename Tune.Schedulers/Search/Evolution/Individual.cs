using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Search.Evolution;

/// <summary>A trial with a result.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Point">Its configuration in the unit cube, with a number also where a parameter is not active.</param>
/// <param name="Values">Its objectives, larger is better.</param>
/// <param name="Stratum">Where it stands apart from them.</param>
internal sealed record Individual(TrialId Trial, double[] Point, double[] Values, Stratum Stratum)
{
    /// <summary>The number of its front among those it was last compared with, 0 for the best.</summary>
    public int Front { get; set; }

    /// <summary>How much room it has in its front: of equals the one with more is preferred.</summary>
    public double Room { get; set; }
}
