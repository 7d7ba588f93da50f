namespace Tune.Engine.Ports;

/// <summary>Where experiments are kept. Opened by one owner at a time; safe for many threads of that owner.</summary>
public interface ITuneStore : IAsyncDisposable
{
    /// <summary>What to show people: a folder, or a server's name without secrets.</summary>
    string Location { get; }

    /// <summary>What can be asked about experiments.</summary>
    ITracking Tracking { get; }

    /// <summary>The names of all experiments, ordinal order.</summary>
    IReadOnlyList<string> Experiments();

    /// <summary>Opens an experiment's journal, making an empty one for a new name.</summary>
    /// <exception cref="StorageException">
    /// The journal is damaged beyond its tail, from a newer version, or locked.
    /// </exception>
    ValueTask<IJournal> OpenJournalAsync(string experiment, CancellationToken cancellation = default);

    /// <summary>The checkpoints of an experiment.</summary>
    ICheckpointStore Checkpoints(string experiment);
}
