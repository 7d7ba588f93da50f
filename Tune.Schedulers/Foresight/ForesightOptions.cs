using Tune.Engine.Ports;
using Tune.Schedulers.Asha;

namespace Tune.Schedulers.Foresight;

/// <summary>
/// Successive halving whose cuts are as sharp as early results have proved to foretell later ones. At a rung that says
/// nothing of the next one, as the first epochs often do, nobody is stopped; where the order hardly changes any more,
/// more are stopped than ASHA would.
/// </summary>
/// <remarks>Trials are stopped and never paused, so checkpoints are not needed.</remarks>
public sealed record ForesightOptions : SchedulerOptions
{
    /// <summary>The full budget of a trial, in iterations, 1 or more. A trial that reaches it has
    /// completed.</summary>
    public required int MaxIterations { get; init; }

    /// <summary>The iteration of the lowest rung, 1 to MaxIterations; default 1.</summary>
    public int GracePeriod { get; init; } = 1;

    /// <summary>Each rung lies this many times higher than the one below it, 2 or more, default 3. By itself it does
    /// not say how many go on: that is learnt.</summary>
    public int ReductionFactor { get; init; } = 3;

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (MaxIterations < 1)
        {
            yield return $"Foresight.MaxIterations is {MaxIterations}; it must be 1 or more.";
        }
        else if (GracePeriod < 1 || GracePeriod > MaxIterations)
        {
            yield return $"Foresight.GracePeriod is {GracePeriod}; it must be 1 to MaxIterations, {MaxIterations}.";
        }

        if (ReductionFactor < 2)
        {
            yield return $"Foresight.ReductionFactor is {ReductionFactor}; it must be 2 or more.";
        }
    }

    /// <inheritdoc />
    public override IReadOnlyList<int> RungLevels() => Rungs.RungLevels();

    /// <inheritdoc />
    public override int ObjectivesMax() => int.MaxValue;

    /// <inheritdoc />
    public override IScheduler Create(AlgorithmContext context) => new ForesightScheduler(Rungs, context);

    private AshaOptions Rungs => new()
    {
        MaxIterations = MaxIterations, GracePeriod = GracePeriod, ReductionFactor = ReductionFactor,
    };
}
