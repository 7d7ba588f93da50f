using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Hosting.Results;
using Tune.Hosting.Running;

namespace Tune.Hosting;

public sealed partial class TuneHost
{
    private BinKeeper? _bin;

    /// <summary>How long deleted experiments stay; null for ever.</summary>
    internal TimeSpan? Retention => _bin?.Retention;

    private BinKeeper Bin
    {
        get
        {
            ThrowIfDisposed();
            return _bin ?? throw NoExperiments();
        }
    }

    /// <summary>Removes an experiment that is in the recycle bin for good, now: its journal, what is queried of it, its
    /// checkpoints, logs and pictures. Checkpoints that versions of registered models name stay. The name is free
    /// afterwards. Experiments that have been deleted for <see cref="TuneHostOptions.Retention"/> are purged without
    /// being asked.</summary>
    /// <param name="experiment">Its name.</param>
    /// <param name="by">Who does it; asked for again under a key it is done once, as long as this host lives.</param>
    /// <param name="cancellation">Gives up; it may be done all the same.</param>
    /// <exception cref="UnknownExperimentException">There is none of that name.</exception>
    /// <exception cref="InvalidExperimentException">It is not in the recycle bin, or is running; nothing has
    /// changed.</exception>
    /// <exception cref="StorageException">The store failed, or is of a kind that removes nothing.</exception>
    public Task<ActReceipt> PurgeAsync(string experiment, ActedBy by, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(by);
        string[] problems = [.. by.Problems()];
        return problems.Length > 0
            ? Task.FromException<ActReceipt>(new InvalidExperimentException(experiment, problems))
            : Bin.PurgeAsync(experiment, by, cancellation);
    }

    /// <summary>Purges what has been deleted for long enough at a time.</summary>
    internal Task EmptyBinAsync(DateTime utc, CancellationToken cancellation = default) =>
        Bin.EmptyAsync(utc, cancellation);

    private static void RequireRetention(TuneHostOptions options)
    {
        if (RecycleBin.Problem(options.Retention, nameof(options.Retention)) is { } problem)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Retention, problem);
        }
    }
}
