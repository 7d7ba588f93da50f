namespace Tune.Cli.Shell;

/// <summary>What was asked for makes no sense here; the message says what does.</summary>
internal sealed class UsageException(string message) : Exception(message);
