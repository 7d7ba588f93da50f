using System.Collections.Concurrent;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Files;
using Tune.Storage.Artifacts;
using Tune.Storage.Checkpoints;
using Tune.Storage.Disks;
using Tune.Storage.InMemory;
using Tune.Storage.Journal;
using Tune.Storage.Layout;
using Tune.Storage.Purging;
using Tune.Storage.Runs;

namespace Tune.Storage;

/// <summary>
/// Looks into a store without owning it, also while another process does: reads the journals, takes no lock, changes
/// nothing. Shows what had reached the disk at each question.
/// </summary>
public sealed class ReadOnlyStore : ITuneReader, IDisposable
{
    private readonly StoreLayout _layout;
    private readonly MemoryTracking _tracking;
    private readonly ConcurrentDictionary<string, ReadOnlyCheckpoints> _checkpoints = new(StringComparer.Ordinal);

    // Whoever writes is another process and wakes nobody here.
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(250);

    private readonly Pulses _pulses = new();
    private readonly JournalFeed _feed;
    private readonly ReadOnlyRuns _runs;

    private ReadOnlyStore(StoreLayout layout, Action<string>? notice)
    {
        _layout = layout;
        _runs = new ReadOnlyRuns(layout.Runs, new RunBlobs(() => layout.RunBlobs, layout.Disk));
        _feed = new JournalFeed(FollowFrom, _pulses, layout.Clock, s_lookEvery);
        _tracking = new MemoryTracking(
            layout.Experiments, layout.Exists, name => new Tail(layout.Journal(name)),
            notice ?? (_ => { }));
    }

    /// <inheritdoc />
    public string Location => _layout.Folder;

    /// <summary>What can be asked about experiments. An experiment whose journal is damaged is shown up to the damage,
    /// with a notice.</summary>
    public ITracking Tracking => _tracking;

    /// <inheritdoc />
    public IRunBook Runs => _runs;

    /// <summary>Opens the store in a folder.</summary>
    /// <exception cref="StorageException">There is no store, or it is from a newer version.</exception>
    public static ReadOnlyStore Open(string folder, FileStoreOptions options)
    {
        var full = Path.GetFullPath(folder);
        try
        {
            if (!FolderTree.Exists(full))
            {
                throw new StorageException(
                    StorageFault.Gone, $"There is no store at '{full}'. Choose another place with --store.");
            }

            options.Format.Read(full);
            return new ReadOnlyStore(options.Layout(full), options.Notice);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StorageException(StorageFault.Other, $"The store at '{full}' cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> ExperimentsAsync(CancellationToken cancellation = default) =>
        new(Task.Run(Experiments, cancellation));

    /// <inheritdoc />
    public ValueTask<bool> ExistsAsync(string experiment, CancellationToken cancellation = default) =>
        new(Task.Run(() => _layout.Exists(experiment), cancellation));

    /// <inheritdoc />
    public IAsyncEnumerable<ExperimentEvent> ReadJournalAsync(
        string experiment, long from = 0, CancellationToken cancellation = default)
    {
        ExperimentName.Check(experiment);
        return _layout.Journal(experiment).ReadAsync(from, long.MaxValue, cancellation);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<EventBatch> EventsAsync(
        string experiment, long from = 0, CancellationToken cancellation = default)
    {
        ExperimentName.Check(experiment);
        return _feed.EventsAsync(experiment, from, cancellation);
    }

    /// <inheritdoc />
    public ValueTask<StateSnapshot?> SnapshotAsync(string experiment, CancellationToken cancellation = default)
    {
        ExperimentName.Check(experiment);
        return new(Task.Run(() => _layout.Journal(experiment).Snapshot.Load(long.MaxValue), cancellation));
    }

    /// <inheritdoc />
    public ValueTask<JournalCheck> CheckJournalAsync(string experiment, CancellationToken cancellation = default)
    {
        ExperimentName.Check(experiment);
        return new(Task.Run(() => _layout.Journal(experiment).Check(cancellation), cancellation));
    }

    /// <inheritdoc />
    public ValueTask<string?> HolderAsync(CancellationToken cancellation = default) =>
        new(StoreLock.HolderOf(_layout.Folder));

    /// <inheritdoc />
    public ICheckpointReader Checkpoints(string experiment)
    {
        ExperimentName.Check(experiment);
        return _checkpoints.GetOrAdd(experiment, name => new ReadOnlyCheckpoints(
            _layout.Checkpoints(name), _layout.Disk, new KeptCheckpoints(
                _layout.Kept(name), () => new PurgedFolders(_layout, _ => { }).CheckpointsOf(name), _layout.Disk)));
    }

    /// <inheritdoc />
    public IArtifactReader Artifacts(string experiment)
    {
        ExperimentName.Check(experiment);
        return new ArtifactReader(new ArtifactPlaces(_layout.Artifacts(experiment)));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _pulses.Close();
        _tracking.Dispose();
        _runs.Dispose();
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private IReadOnlyList<string> Experiments()
    {
        try
        {
            return _layout.Experiments();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StorageException(
                StorageFault.Other, $"The store at '{Location}' cannot be read: {e.Message}", e);
        }
    }

    private Tail FollowFrom(string experiment, long from) => new(_layout.Journal(experiment), from);

    private sealed class Tail(JournalFiles files, long from = 0) : IEventTail
    {
        private readonly JournalCursor _cursor = from == 0 ? files.Cursor() : files.CursorAt(from);
        private bool _isAtEnd;

        public long Position => _cursor.Position;

        public bool Next(List<ExperimentEvent> into)
        {
            // Looked at four times a second for as long as nothing happens.
            if (_isAtEnd && !_cursor.HasChanged)
            {
                return false;
            }

            _isAtEnd = false;
            if (_cursor.Next(long.MaxValue, into))
            {
                return true;
            }

            // Noted before the last look, so that it cannot be ahead of what there is to see.
            var known = files.Counts;
            if (_cursor.Next(long.MaxValue, into))
            {
                return true;
            }

            files.RequireAll(_cursor.Position, known);
            _isAtEnd = true;
            return false;
        }

        public void Dispose() => _cursor.Dispose();
    }
}
