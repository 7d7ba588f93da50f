namespace Tune.Hosting.Importing;

/// <summary>What is to be imported cannot be; the message says where in it and why.</summary>
/// <param name="message">One sentence.</param>
/// <param name="inner">What it comes from, if anything.</param>
internal sealed class ImportException(string message, Exception? inner = null)
    : InvalidOperationException(message, inner);
