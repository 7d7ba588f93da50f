using Tune.Engine.Ports;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Asha;

/// <summary>
/// Asynchronous successive halving: trials meet at rungs, that is at iterations GracePeriod, GracePeriod x
/// ReductionFactor and so on, and only about one in ReductionFactor goes on from each.
/// </summary>
/// <remarks>
/// Li, Jamieson, Rostamizadeh, Gonina, Ben-tzur, Hardt, Recht, Talwalkar: "A System for Massively Parallel
/// Hyperparameter Tuning", MLSys 2020. Symbols: r = GracePeriod, R = MaxIterations, eta = ReductionFactor,
/// s = the number of the bracket, from 0.
/// </remarks>
public sealed record AshaOptions : SchedulerOptions
{
    /// <summary>What happens to a trial at a rung; default Stopping.</summary>
    public AshaVariant Variant { get; init; } = AshaVariant.Stopping;

    /// <summary>The full budget of a trial, in iterations, 1 or more. A trial that reaches it has
    /// completed.</summary>
    public required int MaxIterations { get; init; }

    /// <summary>The iteration of the lowest rung, 1 to MaxIterations; default 1. No trial is stopped before
    /// it.</summary>
    public int GracePeriod { get; init; } = 1;

    /// <summary>Each rung lies this many times higher than the one below it, and about one trial in so many goes on;
    /// 2 or more, default 4.</summary>
    public int ReductionFactor { get; init; } = 4;

    /// <summary>
    /// How many brackets, 1 or more; default 1. Bracket s leaves out the s lowest rungs, and s of a new trial is drawn
    /// with probability falling by e from one to the next (3 brackets: 66.5, 24.5 and 9.0 %). More brackets guard
    /// against metrics that say little early. The last bracket must still have a rung at or below MaxIterations.
    /// </summary>
    public int Brackets { get; init; } = 1;

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (!Enum.IsDefined(Variant))
        {
            yield return $"Asha.Variant is {Variant}; it must be Stopping or Promotion.";
        }

        if (MaxIterations < 1)
        {
            yield return $"Asha.MaxIterations is {MaxIterations}; it must be 1 or more.";
        }
        else if (GracePeriod < 1 || GracePeriod > MaxIterations)
        {
            yield return $"Asha.GracePeriod is {GracePeriod}; it must be 1 to MaxIterations, {MaxIterations}.";
        }
        else if (ReductionFactor < 2)
        {
            yield return $"Asha.ReductionFactor is {ReductionFactor}; it must be 2 or more.";
        }
        else if (RungLadder.BracketsMax(this) is var most && (Brackets < 1 || Brackets > most))
        {
            yield return $"Asha.Brackets is {Brackets}; it must be 1 to {most}, because with GracePeriod "
                + $"{GracePeriod}, ReductionFactor {ReductionFactor} and MaxIterations {MaxIterations} a bracket above "
                + "would have no rung.";
        }
    }

    /// <inheritdoc />
    public override IReadOnlyList<int> RungLevels()
    {
        var ladder = new RungLadder(this);
        return [.. Enumerable.Range(0, ladder.Count).Select(ladder.IterationOf), MaxIterations];
    }

    /// <inheritdoc />
    public override IBrackets? BracketsFor(ulong seed) => Brackets > 1 ? new DrawnBrackets(this, seed) : null;

    /// <inheritdoc />
    public override int ObjectivesMax() => int.MaxValue;

    /// <inheritdoc />
    public override string? NeedsCheckpoints() => Variant == AshaVariant.Promotion
        ? "Asha.Variant is Promotion, which pauses trials at every rung" : null;

    /// <inheritdoc />
    public override IScheduler Create(AlgorithmContext context) =>
        Variant == AshaVariant.Promotion ? new PromotionAsha(this, context)
        : Goals.Beyond(context) is null ? new StoppingAsha(this, context)
        : new ParetoStoppingAsha(this, context);
}
