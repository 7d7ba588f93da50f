namespace Tune.Engine.Ports;

/// <summary>Training code under a name, as registered with a program. Every node and every child process of an
/// experiment runs the same program and so knows the same names.</summary>
/// <param name="Name">1 to 250 characters.</param>
/// <param name="Create">Makes a fresh instance for one attempt.</param>
public sealed record TrainableDefinition(string Name, Func<ITrainable> Create)
{
    /// <summary>Where its attempts run; default on a thread of their own.</summary>
    public Isolation Isolation { get; init; } = Isolation.Thread;

    /// <summary>Why its attempts cannot go on from a checkpoint, as the end of a sentence; null (default) if they can,
    /// or if only a run would show. Asked before an experiment begins whose scheduler needs checkpoints.</summary>
    public Func<string?> WithoutCheckpoints { get; init; } = static () => null;

    /// <summary>What keeps an experiment from being run by this training code, one sentence each; empty when nothing is
    /// known to.</summary>
    /// <param name="scheduler">The experiment's scheduler.</param>
    public IEnumerable<string> Problems(SchedulerOptions scheduler)
    {
        if (scheduler.NeedsCheckpoints() is { } need && WithoutCheckpoints() is { } why)
        {
            yield return $"{need}, and they go on from checkpoints, but Trainable '{Name}' has none: {why}, or choose "
                + "a scheduler that neither pauses nor copies trials.";
        }
    }
}
