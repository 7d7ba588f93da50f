namespace Tune.Trainables.Torch.Checkpoints;

/// <summary>
/// What, besides weights and the optimizer's memory, comes from a checkpoint when a training goes on.
/// </summary>
/// <param name="Options">The optimizer's options (learning rate, momentum, ...). False keeps those it was made with:
/// for a clone with another configuration.</param>
/// <param name="Random">The state of Torch's random numbers. False leaves them as they are: for a clone, which is to
/// draw other numbers than its parent.</param>
public readonly record struct RestoreScope(bool Options, bool Random)
{
    /// <summary>Everything: the training goes on as if it had never stopped. The default.</summary>
    public static RestoreScope Everything { get; } = new(true, true);
}
