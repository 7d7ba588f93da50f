using Tune.Engine.Ports;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Foresight;
using Tune.Schedulers.Search.Auto;

namespace Tune.Schedulers;

/// <summary>What an experiment uses that names no algorithms of its own.</summary>
public static class DefaultAlgorithms
{
    // Three rungs, at a ninth, a third and the whole: what the first epochs show is often not what the last ones do.
    private const int LowestShare = 9;

    /// <summary>What to try.</summary>
    public static SearcherOptions Searcher { get; } = new AutoOptions();

    /// <summary>How long trials train, where the longest training is known.</summary>
    /// <param name="maxIterations">The longest training, in iterations, 1 or more.</param>
    /// <param name="isPlain">Whether there is one objective and no constraint, as where Foresight was measured; what is
    /// compared by fronts or by feasibility goes to ASHA.</param>
    public static SchedulerOptions Scheduler(int maxIterations, bool isPlain = true)
    {
        var lowest = Math.Max(1, maxIterations / LowestShare);
        return isPlain
            ? new ForesightOptions { MaxIterations = maxIterations, GracePeriod = lowest }
            : new AshaOptions { MaxIterations = maxIterations, GracePeriod = lowest };
    }
}
