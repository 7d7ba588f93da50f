using Tune.Engine.Metrics;

namespace Tune.Hosting.Importing.Mlflow;

/// <summary>What is taken of an experiment of MLflow.</summary>
internal sealed record MlflowOptions
{
    /// <summary>What was optimised; null where the experiment says it, as a sweep of a TuneNet store does.</summary>
    public Objective? Objective { get; init; }

    /// <summary>The params that are parameters; empty for all.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>The metrics that are taken besides what was optimised; empty for all that are not
    /// <c>system/...</c>.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];
}
