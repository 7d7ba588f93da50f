using Tune.Engine.Ports;

namespace Tune.Schedulers.HyperBand;

/// <summary>
/// HyperBand: successive halving in brackets, one after the other, from many trials with little training to few with
/// much. In a bracket all trials wait at a rung until the last of them is there, and the best of them go on.
/// </summary>
/// <remarks>
/// Li, Jamieson, DeSalvo, Rostamizadeh, Talwalkar: "Hyperband: A Novel Bandit-Based Approach to Hyperparameter
/// Optimization", JMLR 18 (2018). Symbols: R = MaxIterations, eta = ReductionFactor. The trainable must write
/// checkpoints.
/// </remarks>
public sealed record HyperBandOptions : SchedulerOptions
{
    /// <summary>The full budget of a trial, in iterations, 1 or more. A trial that reaches it has
    /// completed.</summary>
    public required int MaxIterations { get; init; }

    /// <summary>The least training before a comparison, in iterations, 1 to MaxIterations; default 1. No bracket has a
    /// rung below it.</summary>
    public int GracePeriod { get; init; } = 1;

    /// <summary>From rung to rung training grows this many times and about one trial in so many goes on; 2 or more,
    /// default 3.</summary>
    public int ReductionFactor { get; init; } = 3;

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (MaxIterations < 1)
        {
            yield return $"HyperBand.MaxIterations is {MaxIterations}; it must be 1 or more.";
        }
        else if (GracePeriod < 1 || GracePeriod > MaxIterations)
        {
            yield return $"HyperBand.GracePeriod is {GracePeriod}; it must be 1 to MaxIterations, {MaxIterations}.";
        }

        if (ReductionFactor < 2)
        {
            yield return $"HyperBand.ReductionFactor is {ReductionFactor}; it must be 2 or more.";
        }
    }

    /// <inheritdoc />
    public override IReadOnlyList<int> RungLevels() => new Band(this).Levels;

    /// <inheritdoc />
    public override IBrackets? BracketsFor(ulong seed) => new BandBrackets(this);

    /// <inheritdoc />
    public override int ObjectivesMax() => int.MaxValue;

    /// <inheritdoc />
    public override string? NeedsCheckpoints() => "Scheduler is HyperBand, which pauses trials at every rung";

    /// <inheritdoc />
    public override IScheduler Create(AlgorithmContext context) => new HyperBandScheduler(this, context);
}
