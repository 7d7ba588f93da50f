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

    /// <summary>A checkpoint could not be written or read back.</summary>
    Checkpoint,
}
