namespace Tune.Trainables;

/// <summary>The trainable does not fit what it is to be run with, for example a configuration that does not fill its
/// type. The trial ends as an error, because a retry would make the same mistake.</summary>
public sealed class InvalidTrainableException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What does not fit.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public InvalidTrainableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
