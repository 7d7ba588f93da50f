using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Storage.Checkpoints;
using Tune.Storage.Disks;
using Tune.Storage.InMemory;
using Tune.Storage.Journal;
using Tune.Storage.Tracking;

namespace Tune.Storage;

/// <summary>
/// Looks into a store without owning it, also while another process does: reads the journals, takes no lock, changes
/// nothing. Shows what had reached the disk at each question.
/// </summary>
public sealed class ReadOnlyStore : IDisposable
{
    private readonly StoreLayout _layout;
    private readonly MemoryTracking _tracking;

    private ReadOnlyStore(StoreLayout layout)
    {
        _layout = layout;
        _tracking = new MemoryTracking(
            layout.Experiments, name => new Tail(layout.Journal(name).Cursor()), layout.Options.Notice ?? (_ => { }));
    }

    /// <summary>The folder.</summary>
    public string Location => _layout.Folder;

    /// <summary>What can be asked about experiments. An experiment whose journal is damaged is shown up to the damage,
    /// with a notice.</summary>
    public ITracking Tracking => _tracking;

    /// <summary>Who has the store open, in words; null if nobody said so.</summary>
    public string? Holder => StoreLock.HolderOf(_layout.Folder);

    /// <summary>Opens the store in a folder.</summary>
    /// <exception cref="StorageException">There is no store, or it is from a newer version.</exception>
    public static ReadOnlyStore Open(string folder, FileStoreOptions options)
    {
        var full = Path.GetFullPath(folder);
        if (!Directory.Exists(full))
        {
            throw new StorageException($"There is no store at '{full}'. Choose another place with --store.");
        }

        try
        {
            options.Format.Read(full);
            return new ReadOnlyStore(new StoreLayout(full, options));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StorageException($"The store at '{full}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The names of all experiments, ordinal order.</summary>
    public IReadOnlyList<string> Experiments() => _layout.Experiments();

    /// <summary>The events of an experiment from a position on; none for an unknown name.</summary>
    /// <exception cref="StorageException">While reading: the journal is damaged. What came before is good.</exception>
    public IEnumerable<ExperimentEvent> Read(string experiment, long from = 0)
    {
        ExperimentName.Check(experiment);
        return _layout.Journal(experiment).Read(from, long.MaxValue);
    }

    /// <summary>How many bytes at the end of an experiment's journal are no whole append; 0 for an unknown name. While
    /// somebody writes there, one may be under way; otherwise one was cut short, which nobody was told of, and the next
    /// owner cuts it off.</summary>
    /// <exception cref="StorageException">The journal is damaged.</exception>
    public long TornBytes(string experiment)
    {
        ExperimentName.Check(experiment);
        return _layout.Journal(experiment).TornBytes();
    }

    /// <summary>The checkpoints of an experiment, to be opened, not to be changed. The owner may delete one at any time
    /// while the experiment runs.</summary>
    public ICheckpointStore Checkpoints(string experiment)
    {
        ExperimentName.Check(experiment);
        return new ReadOnlyCheckpoints(_layout.Checkpoints(experiment));
    }

    /// <inheritdoc />
    public void Dispose() => _tracking.Dispose();

    private sealed class Tail(JournalCursor cursor) : IEventTail
    {
        public bool Next(List<ExperimentEvent> into) => cursor.Next(long.MaxValue, into);

        public void Dispose() => cursor.Dispose();
    }
}
