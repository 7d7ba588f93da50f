using Tune.Engine.Ports;

namespace Tune.Schedulers.ResourceChanging;

/// <summary>
/// Gives running trials the slots that no other trial needs: towards the end of an experiment, and whenever there are
/// more slots than trials. Whether and how long a trial trains is decided by another scheduler.
/// </summary>
/// <remarks>A trial that gets more or fewer slots is paused at its next look and goes on at once from its checkpoint,
/// with as many times the experiment's <c>Resources</c> as it has slots; it finds them in
/// <c>TrialContext.Resources</c>. Looks should be far apart compared with a checkpoint and a start. The trainable must
/// write checkpoints; one that writes none keeps what it has.</remarks>
public sealed record ResourceChangingOptions : SchedulerOptions
{
    /// <summary>The scheduler that decides whether and how long trials train.</summary>
    public required SchedulerOptions Inner { get; init; }

    /// <summary>How many iterations lie between two looks at a trial's slots, 1 or more. A look is the first report at
    /// or above a multiple of it.</summary>
    public required int Interval { get; init; }

    /// <summary>Who gets the slots that no other trial needs; default all alike.</summary>
    public SlotPolicy Policy { get; init; } = SlotPolicy.Even;

    /// <summary>The most slots of one trial, 1 or more; null (default) for as many as its node has.</summary>
    public int? MaxSlots { get; init; }

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (Interval < 1)
        {
            yield return $"ResourceChanging.Interval is {Interval}; it must be 1 or more.";
        }

        if (MaxSlots < 1)
        {
            yield return $"ResourceChanging.MaxSlots is {MaxSlots}; it must be 1 or more, or absent.";
        }

        if (!Enum.IsDefined(Policy))
        {
            yield return $"ResourceChanging.Policy is {Policy}; it must be one of "
                + $"{string.Join(", ", Enum.GetNames<SlotPolicy>())}.";
        }

        if (Inner?.ChangesResources() == true)
        {
            yield return "ResourceChanging.Inner changes resources itself; it must be another scheduler.";
        }

        if (Inner is null)
        {
            yield return "ResourceChanging.Inner is null; it must be the scheduler that decides whether and how long "
                + "trials train.";
            yield break;
        }

        foreach (var problem in Inner.Problems(context))
        {
            yield return problem;
        }
    }

    /// <inheritdoc />
    public override IReadOnlyList<int> RungLevels() => Inner?.RungLevels() ?? [];

    /// <inheritdoc />
    public override IBrackets? BracketsFor(ulong seed) => Inner?.BracketsFor(seed);

    /// <inheritdoc />
    public override int ObjectivesMax() => Inner?.ObjectivesMax() ?? int.MaxValue;

    /// <inheritdoc />
    public override bool ChangesResources() => true;

    /// <inheritdoc />
    public override bool IsPopulation() => Inner?.IsPopulation() ?? false;

    /// <inheritdoc />
    public override string? RefusesByHand() => Inner?.RefusesByHand();

    /// <inheritdoc />
    public override string? NeedsCheckpoints() => 
        "Scheduler is ResourceChanging, which pauses trials to give them more or fewer slots";

    /// <inheritdoc />
    public override IScheduler Create(AlgorithmContext context) => new ResourceChangingScheduler(
        Inner.Create(context), Interval, Policy, MaxSlots ?? int.MaxValue, isSecondSlotLast: context.Rules >= 6);
}
