using Tune.Engine.Ports;

namespace Tune.Schedulers.Fifo;

/// <summary>First in, first out: trials start in the order of their numbers and none is compared with
/// another.</summary>
public sealed record FifoOptions : SchedulerOptions
{
    /// <summary>The iteration at which a trial has had its full budget, 1 or more; null (default) to let every trial
    /// train until its code returns.</summary>
    public int? MaxIterations { get; init; }

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (MaxIterations is < 1)
        {
            yield return $"Fifo.MaxIterations is {MaxIterations}; it must be 1 or more, or absent.";
        }
    }

    /// <inheritdoc />
    public override int ObjectivesMax() => int.MaxValue;

    /// <inheritdoc />
    public override IScheduler Create(AlgorithmContext context) => new FifoScheduler(MaxIterations ?? int.MaxValue);
}
