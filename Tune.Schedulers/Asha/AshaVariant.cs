namespace Tune.Schedulers.Asha;

/// <summary>What ASHA does with a trial at a rung.</summary>
public enum AshaVariant
{
    /// <summary>Stop it there if it is not good enough yet; otherwise let it train on. Nothing is ever paused, so no
    /// checkpoint is needed. The rule of Ray Tune and Syne Tune.</summary>
    Stopping,

    /// <summary>Pause it there, and take it up again from its checkpoint when it is among the best of its rung. The
    /// rule of the paper. The trainable must write checkpoints.</summary>
    Promotion,
}
