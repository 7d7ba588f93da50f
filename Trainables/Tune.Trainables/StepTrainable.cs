using Tune.Engine.Metrics;

namespace Tune.Trainables;

/// <summary>
/// Training code as a class that is called step by step. One instance lives for one attempt: constructed, set up,
/// loaded if there is a checkpoint to go on from, stepped until it has no more to do or is told to leave, disposed. One
/// more may be constructed and disposed of at once before an experiment begins whose scheduler needs checkpoints. All
/// calls come one after another on one thread, which is the attempt's own, so they may block.
/// </summary>
/// <remarks>
/// How long to train is the experiment's business: a class that never ends is stopped by the scheduler or a stop rule.
/// Register it with <see cref="Trainable.Class{TConfig}"/>. Code that is asynchronous is better written as a function.
/// </remarks>
/// <typeparam name="TConfig">The configuration's type: a record, or
/// <see cref="Tune.Engine.Spaces.Configuration"/>.</typeparam>
public abstract class StepTrainable<TConfig> : IDisposable
{
    private TrialContext? _context;

    /// <summary>The attempt. Steps return their metrics and need not report.</summary>
    /// <exception cref="InvalidOperationException">Read in the constructor.</exception>
    protected TrialContext Context => _context
        ?? throw new InvalidOperationException("Context is not there in the constructor; use it in Setup.");

    /// <summary>Builds what training needs. Called once, before anything else.</summary>
    protected abstract void Setup(TConfig config);

    /// <summary>Trains one iteration.</summary>
    /// <returns>What was measured; null if there was nothing left to do, which completes the trial.</returns>
    protected abstract MetricSet? Step();

    /// <summary>Writes all that <see cref="Load"/> needs to go on exactly here. Called between steps, when a checkpoint
    /// is due. A class that does not override it has no checkpoints: it cannot be paused, and a retry starts
    /// over.</summary>
    /// <param name="folder">Exists, and is empty.</param>
    protected virtual void Save(string folder)
    {
    }

    /// <summary>Reads what <see cref="Save"/> wrote. Called after <see cref="Setup"/>, before the first step.</summary>
    protected virtual void Load(RestoredCheckpoint checkpoint)
    {
    }

    /// <summary>Gives back what was taken. Called at the end, however it came.</summary>
    protected virtual void Cleanup()
    {
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Cleanup();
        GC.SuppressFinalize(this);
    }

    internal void Run(TrialContext context, TConfig config)
    {
        _context = context;
        Setup(config);
        if (context.Restored is { } restored)
        {
            Restore(restored);
        }

        var checkpoint = Overrides(Save) ? Checkpoint.From(Save) : null;
        while (Step() is { } metrics)
        {
            context.Post(metrics, checkpoint);
        }
    }

    /// <summary>Why it cannot be paused and go on; null if it can.</summary>
    internal string? WithoutCheckpoints() =>
        !Overrides(Save) ? $"{GetType().Name} does not override Save. Override Save and Load"
        : !Overrides(Load) ? $"{GetType().Name} overrides Save and not Load. Override both"
        : null;

    private void Restore(RestoredCheckpoint restored)
    {
        if (!Overrides(Load))
        {
            throw new InvalidTrainableException(
                $"{GetType().Name} is to go on from a checkpoint but does not override Load.");
        }

        try
        {
            Load(restored);
        }
        catch (Exception e) when (e is not OutOfMemoryException and not CheckpointException)
        {
            throw new CheckpointException(
                $"Loading the checkpoint of iteration {restored.Iteration} failed: {e.Message}", e);
        }
    }

    private static bool Overrides(Delegate method) => method.Method.DeclaringType != typeof(StepTrainable<TConfig>);
}
