namespace Tune.Hosting.Importing.Mlflow;

/// <summary>An experiment of MLflow.</summary>
/// <param name="Id">Its id; digits as a rule.</param>
/// <param name="Name">Its name, any text.</param>
/// <param name="Tags">Its tags.</param>
internal sealed record MlflowExperiment(string Id, string Name, IReadOnlyDictionary<string, string> Tags);
