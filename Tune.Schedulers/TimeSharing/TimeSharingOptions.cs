using Tune.Engine.Ports;

namespace Tune.Schedulers.TimeSharing;

/// <summary>
/// Lets more trials advance side by side than there are slots: a trial that has had its turn pauses while others wait,
/// and the least trained one takes its place. What becomes of a trial is decided by another scheduler.
/// </summary>
/// <remarks>Every turn costs a checkpoint and a start, so turns should be long compared with those. The trainable must
/// write checkpoints.</remarks>
public sealed record TimeSharingOptions : SchedulerOptions
{
    /// <summary>The scheduler that decides whether and how long trials train.</summary>
    public required SchedulerOptions Inner { get; init; }

    /// <summary>The length of a turn in iterations, 1 or more. A turn ends with the first report at or above a multiple
    /// of it.</summary>
    public required int Turn { get; init; }

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (Turn < 1)
        {
            yield return $"TimeSharing.Turn is {Turn}; it must be 1 or more.";
        }

        if (Inner is TimeSharingOptions)
        {
            yield return "TimeSharing.Inner is time sharing itself; it must be another scheduler.";
        }

        if (Inner?.ChangesResources() == true)
        {
            yield return "TimeSharing.Inner changes resources; put time sharing into it instead.";
        }

        if (Inner is null)
        {
            yield return "TimeSharing.Inner is null; it must be the scheduler that decides whether and how long "
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
    public override bool ChangesResources() => Inner?.ChangesResources() ?? false;

    /// <inheritdoc />
    public override string? RefusesByHand() => Inner?.RefusesByHand();

    /// <inheritdoc />
    public override string? NeedsCheckpoints() => "Scheduler is TimeSharing, which pauses trials after every turn";

    /// <inheritdoc />
    public override IScheduler Create(AlgorithmContext context) =>
        new TimeSharingScheduler(Inner.Create(context), Turn, context.Trials);
}
