namespace Tune.Trainables;

/// <summary>A report breaks the rules: metrics that are not numbers, an iteration that does not rise, or whatever else
/// the message says. Left uncaught it ends the trial as an error, because a retry would make the same
/// mistake.</summary>
public sealed class InvalidReportException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What is wrong, and what is allowed.</param>
    public InvalidReportException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="InvalidReportException(string)" />
    public InvalidReportException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
