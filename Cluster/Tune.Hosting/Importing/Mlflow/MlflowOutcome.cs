namespace Tune.Hosting.Importing.Mlflow;

/// <summary>What an experiment of MLflow became.</summary>
/// <param name="Imported">The experiment; null if none of its runs has what was optimised.</param>
/// <param name="Note">Why there is none, or what was left out; empty if nothing was.</param>
internal sealed record MlflowOutcome(ImportedExperiment? Imported, string Note);
