using Tune.Engine.Ports;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.MedianStopping;

/// <summary>
/// Stops a trial whose best score so far is below what the middle one of the other trials had on average by the same
/// iteration. Nothing is ever paused, so no checkpoint is needed.
/// </summary>
/// <remarks>Golovin, Solnik, Moitra, Kochanski, Karro, Sculley: "Google Vizier: A Service for Black-Box Optimization",
/// KDD 2017, section 3.2.2.</remarks>
public sealed record MedianStoppingOptions : SchedulerOptions
{
    /// <summary>The iteration at which a trial has had its full budget, 1 or more; null (default) to let every trial
    /// that is not stopped train until its code returns.</summary>
    public int? MaxIterations { get; init; }

    /// <summary>The iteration of the first comparison, 1 or more, not above MaxIterations; default 1.</summary>
    public int GracePeriod { get; init; } = 1;

    /// <summary>How many iterations lie between two comparisons, 1 or more; default 1. Where trials report at
    /// iterations of their own, choose it so that each of them reports once in such a stretch.</summary>
    public int Interval { get; init; } = 1;

    /// <summary>How many other trials must have come as far before one is stopped, 1 or more; default 3.</summary>
    public int MinTrials { get; init; } = 3;

    /// <summary>Which other trials count; default Finished, as in the paper.</summary>
    public MedianPeers Peers { get; init; } = MedianPeers.Finished;

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (MaxIterations is < 1)
        {
            yield return $"MedianStopping.MaxIterations is {MaxIterations}; it must be 1 or more, or absent.";
        }
        else if (GracePeriod < 1 || GracePeriod > (MaxIterations ?? int.MaxValue))
        {
            yield return $"MedianStopping.GracePeriod is {GracePeriod}; it must be 1 to "
                + (MaxIterations is { } max ? $"MaxIterations, {max}." : $"{int.MaxValue}.");
        }

        if (Interval < 1)
        {
            yield return $"MedianStopping.Interval is {Interval}; it must be 1 or more.";
        }

        if (MinTrials < 1)
        {
            yield return $"MedianStopping.MinTrials is {MinTrials}; it must be 1 or more.";
        }

        if (!Enum.IsDefined(Peers))
        {
            yield return $"MedianStopping.Peers is {Peers}; it must be Finished or All.";
        }
    }

    /// <inheritdoc />
    public override int ObjectivesMax() => int.MaxValue;

    /// <inheritdoc />
    public override IScheduler Create(AlgorithmContext context) =>
        Goals.Beyond(context) is null ? new ScoreMedian(this, context) : new ParetoMedian(this, context);
}
