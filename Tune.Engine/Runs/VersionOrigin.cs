namespace Tune.Engine.Runs;

/// <summary>What a version of a model was made from.</summary>
/// <param name="Source">Where its files are, in words of the program that registered it.</param>
/// <param name="Run">The run; null if none was named.</param>
public sealed record VersionOrigin(string Source, string? Run)
{
    /// <summary>The sweep; null if it is of none.</summary>
    public string? Experiment { get; init; }

    /// <summary>The trial of that sweep.</summary>
    public int? Trial { get; init; }

    /// <summary>The checkpoint of that trial, by its digest.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The trial's configuration as JSON.</summary>
    public string? Config { get; init; }
}
