using static TorchSharp.torch.optim.lr_scheduler;

namespace Tune.Trainables.Torch.Checkpoints;

/// <summary>
/// A learning rate schedule with a position. TorchSharp's schedulers cannot be saved; but each is a pure function of
/// the number of steps, so the position is its whole state and a fresh scheduler that takes as many steps stands
/// where the old one stood, to the last bit.
/// </summary>
public sealed class LearningRateSchedule
{
    private readonly LRScheduler _scheduler;

    /// <summary>Takes over a fresh scheduler of the optimizer that is saved with it.</summary>
    /// <exception cref="ArgumentException">The scheduler depends on a metric (<c>ReduceLROnPlateau</c>), so its
    /// position does not determine it.</exception>
    public LearningRateSchedule(LRScheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        if (scheduler is impl.ReduceLROnPlateau)
            throw new ArgumentException(
                "ReduceLROnPlateau follows a metric and cannot be restored from its position; use a schedule of steps.",
                nameof(scheduler));
        _scheduler = scheduler;
    }

    /// <summary>How many steps were taken.</summary>
    public int Position { get; private set; }

    /// <summary>Advances by one step, usually after an epoch.</summary>
    public void Step()
    {
        _scheduler.step();
        Position++;
    }

    /// <summary>Takes steps until the position is reached.</summary>
    internal void AdvanceTo(int position)
    {
        while (Position < position)
            Step();
    }
}
