using Tune.Engine.Trials;

namespace Tune.Clustering.Children;

/// <summary>A child process did not come up.</summary>
internal sealed class ChildStartException(
    string message, string output = "", Exception? inner = null, FailureKind kind = FailureKind.Crash)
    : Exception(message, inner)
{
    /// <summary>What it printed.</summary>
    public string Output { get; } = output;

    /// <summary>What the attempt fails with.</summary>
    public FailureKind Kind { get; } = kind;
}
