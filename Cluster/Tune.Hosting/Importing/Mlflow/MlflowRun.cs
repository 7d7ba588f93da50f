namespace Tune.Hosting.Importing.Mlflow;

/// <summary>A run of MLflow, without the histories of its metrics.</summary>
internal sealed record MlflowRun
{
    /// <summary>The tag that names the run it belongs to.</summary>
    public const string ParentTag = "mlflow.parentRunId";

    public required string Id { get; init; }

    /// <summary>The id of its experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>Its name; empty if it has none.</summary>
    public string Name { get; init; } = "";

    public MlflowStatus Status { get; init; } = MlflowStatus.Running;

    /// <summary>When it began, UTC; null if that is not known.</summary>
    public DateTime? Started { get; init; }

    /// <summary>When it ended, UTC; null if it has not.</summary>
    public DateTime? Ended { get; init; }

    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>The names of its metrics.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>For people.</summary>
    public string Origin => Name.Length > 0 ? $"The run '{Name}' ({Id})" : $"The run {Id}";
}
