using System.Collections.Concurrent;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Storage.Artifacts;
using Tune.Storage.Checkpoints;
using Tune.Storage.Disks;
using Tune.Storage.InMemory;
using Tune.Storage.Journal;
using Tune.Storage.Layout;
using Tune.Storage.LiteDb;
using Tune.Storage.Purging;
using Tune.Storage.Runs;
using Tune.Storage.Tracking;

namespace Tune.Storage;

/// <summary>
/// A store in a folder of this machine. Journals are the truth: append-only files, checksummed, fsynced before an
/// append is acknowledged. What people query is kept beside them and can be made again from them at any time.
/// </summary>
public sealed class FileStore : ITuneStore
{
    private readonly StoreLayout _layout;
    private readonly Action<string>? _told;
    private readonly StoreLock _lock;
    private readonly JournalWriter _writer = new();
    private readonly JournalShelf _journals;
    private readonly Pulses _pulses = new();
    private readonly JournalFeed _feed;
    private readonly ITracking _tracking;
    private readonly ConcurrentDictionary<string, Lazy<CheckpointShelf>> _checkpoints = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<ArtifactShelf>> _artifacts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _notices = new();
    private readonly RunBook _runs;
    private readonly PurgedFolders _purged;
    private int _isClosed;

    private FileStore(StoreLayout layout, FileStoreOptions options, StoreLock held)
    {
        _layout = layout;
        _told = options.Notice;
        _lock = held;
        _purged = new PurgedFolders(layout, Notice);
        _runs = new RunBook(
            before => RunLog.Open(layout.Runs, layout.Disk, layout.SegmentBytes, layout.Clock, Notice, before),
            new RunBlobs(() => layout.RunBlobs, layout.Disk));
        _journals = new JournalShelf(layout.Journal, layout.NextOwner, _writer, layout.Clock, Notice)
        {
            Remove = RemoveAsync,
            Finish = FinishAsync,
        };
        _feed = new JournalFeed(_journals.FollowFrom, _pulses, layout.Clock, Timeout.InfiniteTimeSpan);
        if (options.TrackInMemory)
        {
            _journals.Advanced = _pulses.Beat;
            _tracking = new MemoryTracking(layout.Experiments, layout.Exists, _journals.Follow, Notice);
            return;
        }

        var tracking = new LiteTracking(
            layout, _journals.CountOf, _journals.Follow, _journals.Note, Notice);
        _journals.Advanced = name =>
        {
            tracking.Advance(name);
            _pulses.Beat(name);
        };
        _journals.Room = tracking.RoomAsync;
        _tracking = tracking;
    }

    /// <inheritdoc />
    public string Location => _layout.Folder;

    /// <inheritdoc />
    public ITracking Tracking => _tracking;

    /// <inheritdoc />
    public IRunBook Runs => _runs;

    /// <summary>What was mended, cut off or moved aside since the store was opened, one sentence each.</summary>
    public IReadOnlyList<string> Notices => [.. _notices];

    /// <summary>Opens the store in a folder, making both if need be, and becomes its owner until it is disposed of or
    /// the process ends.</summary>
    /// <exception cref="StorageException">Another process owns it, it cannot be written to, it is on a network file
    /// system, or it is from a newer version.</exception>
    public static ValueTask<FileStore> OpenAsync(
        string folder, FileStoreOptions options, CancellationToken cancellation = default)
    {
        options.Check();
        return new(Task.Run(() => OpenedAsync(Path.GetFullPath(folder), options), cancellation));
    }

    /// <inheritdoc />
    public long RefusedAppends => _journals.Refused;

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<string>> ExperimentsAsync(CancellationToken cancellation = default) =>
        new(Task.Run(_layout.Experiments, cancellation));

    /// <inheritdoc />
    public ValueTask<bool> ExistsAsync(string experiment, CancellationToken cancellation = default) =>
        new(Task.Run(() => _layout.Exists(experiment), cancellation));

    /// <inheritdoc />
    public IAsyncEnumerable<ExperimentEvent> ReadJournalAsync(
        string experiment, long from = 0, CancellationToken cancellation = default)
    {
        ExperimentName.Check(experiment);
        return _layout.Journal(experiment).ReadAsync(from, _journals.CountOf(experiment), cancellation);
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
        return new(Task.Run(
            () => _layout.Journal(experiment).Snapshot.Load(_journals.CountOf(experiment)), cancellation));
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
    public ValueTask<IJournal> OpenJournalAsync(string experiment, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed != 0, this);
        ExperimentName.Check(experiment);
        return _journals.OpenAsync(experiment, cancellation);
    }

    /// <inheritdoc />
    public ICheckpointStore Checkpoints(string experiment)
    {
        ExperimentName.Check(experiment);
        return _checkpoints.GetOrAdd(experiment, name => new Lazy<CheckpointShelf>(
            () => new CheckpointShelf(_layout.Checkpoints(name), _layout.Disk, new KeptCheckpoints(
                _layout.Kept(name), () => _purged.CheckpointsOf(name), _layout.Disk)))).Value;
    }

    /// <inheritdoc />
    public IArtifactStore Artifacts(string experiment)
    {
        ExperimentName.Check(experiment);
        return _artifacts.GetOrAdd(experiment, name => new Lazy<ArtifactShelf>(
            () => new ArtifactShelf(_layout.Artifacts(name), _layout.Disk, () => _layout.Exists(name)))).Value;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
        {
            return;
        }

        _pulses.Close();
        await _journals.DisposeAsync();
        await Task.WhenAll(_checkpoints.Values.Where(folder => folder.IsValueCreated)
            .Select(folder => folder.Value.SettleAsync()));
        _writer.Dispose();
        _runs.Dispose();
        ((IDisposable)_tracking).Dispose();
        _lock.Dispose();
    }

    private static async Task<FileStore> OpenedAsync(string folder, FileStoreOptions options)
    {
        var store = Open(folder, options);
        try
        {
            foreach (var taken in store._purged.Unfinished())
            {
                await store.FinishAsync(taken);
            }

            return store;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StorageException)
        {
            // Nothing that anybody works with depends on it.
            store.Notice($"What was purged is not deleted yet: {e.Message} The next opening tries again.");
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    // Where nobody opens the journal meanwhile.
    private async Task<string> RemoveAsync(string experiment, OwnerEpoch epoch)
    {
        if (_checkpoints.TryRemove(experiment, out var checkpoints) && checkpoints.IsValueCreated)
        {
            await checkpoints.Value.SettleAsync();
        }

        _artifacts.TryRemove(experiment, out _);
        var tracking = (IForgettingTracking)_tracking;
        await tracking.BeginToForgetAsync(experiment);
        try
        {
            return await Task.Run(() => _purged.Take(experiment, epoch));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Disk.Explain(_layout.Experiment(experiment), "The experiment could not be purged:", e);
        }
        finally
        {
            _layout.Forget(experiment);
            tracking.Forget(experiment);
            _pulses.Beat(experiment);
        }
    }

    // It is gone by now: what cannot be deleted is for the next opening.
    private async Task FinishAsync(string taken)
    {
        try
        {
            var named = Directory.Exists(_layout.Runs)
                ? await _runs.ReadAsync(ModelCheckpoints.Named)
                : Array.Empty<string>().ToLookup(each => each);
            await Task.Run(() =>
            {
                _purged.Finish(taken, named);
                _purged.Tidy(named);
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException
            or StorageException)
        {
            Notice($"What was purged is not deleted yet, in '{taken}': {e.Message} The next opening tries again.");
        }
    }

    private static FileStore Open(string folder, FileStoreOptions options)
    {
        if (File.Exists(folder))
        {
            throw new StorageException(
                StorageFault.Refused,
                $"The store '{folder}' is a file; a store is a folder. Choose another place with --store.");
        }

        StoreLock? held = null;
        try
        {
            NetworkFolder.Refuse(folder);
            // Before the lock, which is a file in it: what a newer version has made stays as it is to the byte.
            var isStore = options.Format.Read(folder) is not null;
            StoreRights.Ensure(folder, isStore, options.Disk, options.Notice ?? (_ => { }));
            held = StoreLock.Take(folder, options.Command, options.Clock, options.Disk);
            options.Format.Ensure(folder, options.Disk, options.Notice ?? (_ => { }));
            return new FileStore(options.Layout(folder), options, held);
        }
        catch (Exception e)
        {
            held?.Dispose();
            throw e is IOException or UnauthorizedAccessException
                ? Disk.Explain(folder, "The store cannot be opened for writing:", e)
                : e;
        }
    }

    private void Notice(string sentence)
    {
        _notices.Enqueue(sentence);
        _told?.Invoke(sentence);
    }
}
