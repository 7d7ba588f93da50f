namespace Tune.Clustering.Children;

/// <summary>A child process did not come up.</summary>
internal sealed class ChildStartException(string message, string output = "", Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What it printed.</summary>
    public string Output { get; } = output;
}
