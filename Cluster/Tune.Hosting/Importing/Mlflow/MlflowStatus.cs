namespace Tune.Hosting.Importing.Mlflow;

/// <summary>How a run is, with the numbers that MLflow's files have for it.</summary>
internal enum MlflowStatus
{
    Running = 1,
    Scheduled = 2,
    Finished = 3,
    Failed = 4,
    Killed = 5,
}
