namespace Tune.Trainables;

/// <summary>A checkpoint could not be written by the training code, or not be read back.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">Which checkpoint, and what went wrong.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public CheckpointException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
