namespace Tune.Cli.Catalog;

/// <summary>Two experiments of a program want one name for different things; the message is for people.</summary>
internal sealed class NameTakenException(string message) : InvalidOperationException(message);
