namespace Tune.Clustering.Children.Code;

/// <summary>This program does not have the training code that another process described.</summary>
internal sealed class CodeException(string message) : Exception(message);
