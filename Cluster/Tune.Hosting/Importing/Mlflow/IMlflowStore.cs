namespace Tune.Hosting.Importing.Mlflow;

/// <summary>Where MLflow keeps what it tracks: a folder, or behind a server.</summary>
internal interface IMlflowStore : IDisposable
{
    /// <summary>The experiments that are not deleted.</summary>
    /// <exception cref="ImportException">They cannot be read; the message says where and why.</exception>
    Task<IReadOnlyList<MlflowExperiment>> ExperimentsAsync(CancellationToken cancellation);

    /// <summary>The runs of an experiment that are not deleted, in any order, without the histories.</summary>
    /// <exception cref="ImportException">They cannot be read; the message says where and why.</exception>
    IAsyncEnumerable<MlflowRun> RunsAsync(MlflowExperiment experiment, CancellationToken cancellation);

    /// <summary>All values of a metric, in any order.</summary>
    /// <param name="run">Whose.</param>
    /// <param name="metric">Its name.</param>
    /// <param name="most">How many values may be taken.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ImportException">They cannot be read, or there are more.</exception>
    Task<IReadOnlyList<MlflowPoint>> HistoryAsync(
        MlflowRun run, string metric, long most, CancellationToken cancellation);
}
