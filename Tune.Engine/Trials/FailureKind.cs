namespace Tune.Engine.Trials;

/// <summary>What went wrong in an attempt.</summary>
public enum FailureKind
{
    /// <summary>The trainable threw, or exited with a code other than 0.</summary>
    Exception,

    /// <summary>The process died without a word (a signal, a native crash).</summary>
    Crash,

    /// <summary>No progress within the limit; the process group was killed.</summary>
    Hang,

    /// <summary>More memory than allowed, or the allocator gave up.</summary>
    OutOfMemory,

    /// <summary>
    /// The trainable broke the contract (no metric, no checkpoint, a bad report): no retry can mend it.
    /// </summary>
    Contract,

    /// <summary>The training code could not write a checkpoint, or make nothing of one.</summary>
    Checkpoint,

    /// <summary>
    /// The checkpoint to start from is missing or damaged, and nothing was trained: the trial goes on from an older
    /// one. Counts as a loss.
    /// </summary>
    Restore,
}
