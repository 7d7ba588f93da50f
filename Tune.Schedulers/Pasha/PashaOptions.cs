using Tune.Engine.Ports;
using Tune.Schedulers.Asha;

namespace Tune.Schedulers.Pasha;

/// <summary>
/// ASHA that begins with short trials and lets them grow longer only while a longer training still changes who is best:
/// progressive resource allocation. Finds about what ASHA finds in a fraction of the training, and leaves the best
/// trial trained as far as was needed to tell, which may be less than MaxIterations.
/// </summary>
/// <remarks>
/// Bohdal, Balles, Wistuba, Ermis, Archambeau, Zappella: "PASHA: Efficient HPO and NAS with Progressive Resource
/// Allocation", ICLR 2023. The trainable must write checkpoints.
/// </remarks>
public sealed record PashaOptions : SchedulerOptions
{
    /// <summary>The full budget of a trial, in iterations, 1 or more. A trial that reaches it has
    /// completed.</summary>
    public required int MaxIterations { get; init; }

    /// <summary>The iteration of the lowest rung, 1 to MaxIterations; default 1.</summary>
    public int GracePeriod { get; init; } = 1;

    /// <summary>Each rung lies this many times higher than the one below it, and about one trial in so many goes on;
    /// 2 or more, default 3.</summary>
    public int ReductionFactor { get; init; } = 3;

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (MaxIterations < 1)
        {
            yield return $"Pasha.MaxIterations is {MaxIterations}; it must be 1 or more.";
        }
        else if (GracePeriod < 1 || GracePeriod > MaxIterations)
        {
            yield return $"Pasha.GracePeriod is {GracePeriod}; it must be 1 to MaxIterations, {MaxIterations}.";
        }

        if (ReductionFactor < 2)
        {
            yield return $"Pasha.ReductionFactor is {ReductionFactor}; it must be 2 or more.";
        }
    }

    /// <inheritdoc />
    public override IReadOnlyList<int> RungLevels() => Rungs.RungLevels();

    /// <inheritdoc />
    public override int ObjectivesMax() => int.MaxValue;

    /// <inheritdoc />
    public override string? NeedsCheckpoints() => "Scheduler is Pasha, which pauses trials at every rung";

    /// <inheritdoc />
    public override IScheduler Create(AlgorithmContext context) => new PashaScheduler(Rungs, context);

    private AshaOptions Rungs => new()
    {
        Variant = AshaVariant.Promotion, MaxIterations = MaxIterations, GracePeriod = GracePeriod,
        ReductionFactor = ReductionFactor,
    };
}
