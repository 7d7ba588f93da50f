using Tune.Engine.Ports;
using Tune.Files;
using Tune.Storage.Disks;

namespace Tune.Storage.Checkpoints;

/// <summary>
/// Takes checkpoints away, one batch after the other, and the files that nobody needs after them. The names go first
/// and durably: a deletion that is cut short must not leave half a checkpoint. When it is made, it looks who needs
/// what, and deletes what nobody does.
/// </summary>
internal sealed class CheckpointRemoval
{
    private readonly CheckpointPlaces _places;
    private readonly Disk _disk;
    private readonly BlobPool _pool;
    private readonly Lock _gate = new();
    private readonly Task<bool> _known;
    private List<Doomed> _doomed = [];
    private Task _running;

    public CheckpointRemoval(CheckpointPlaces places, Disk disk, BlobPool pool)
    {
        (_places, _disk, _pool) = (places, disk, pool);
        _known = Directory.Exists(places.Blobs) ? Task.Run(Learn) : Task.FromResult(true);
        _running = _known;
    }

    /// <summary>Deletes a checkpoint of either form; nothing to do if it is gone.</summary>
    public Task DeleteAsync(string digest)
    {
        var doomed = new Doomed(digest);
        lock (_gate)
        {
            _doomed.Add(doomed);
            if (_doomed.Count == 1)
            {
                _running = RunAsync(_running);
            }
        }

        return doomed.Done.Task;
    }

    /// <summary>Ends when nothing is left to do.</summary>
    public Task SettleAsync()
    {
        lock (_gate)
        {
            return _running;
        }
    }

    private async Task RunAsync(Task before)
    {
        // Whatever became of the batch before, this one is answered.
        await before.ConfigureAwait(
            ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        List<Doomed> batch;
        lock (_gate)
        {
            (batch, _doomed) = (_doomed, []);
        }

        var failure = default(Exception);
        try
        {
            var unused = new List<string>();
            failure = Unname(batch, unused);
            if (failure is null && await _known.ConfigureAwait(false))
            {
                failure = DeleteUnused(unused);
            }
        }
        catch (Exception e)
        {
            failure = e;
        }

        batch.ForEach(doomed => doomed.End(failure));
    }

    private StorageException? Unname(List<Doomed> batch, List<string> unused)
    {
        try
        {
            var isNamed = false;
            foreach (var doomed in batch)
            {
                isNamed |= doomed.Try(() => Unname(doomed.Digest, unused));
            }

            if (isNamed)
            {
                _disk.FlushFolder(_places.Manifests);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Disk.Explain(_places.Root, "Checkpoints could not be deleted durably in", e);
        }
    }

    private bool Unname(string digest, List<string> unused)
    {
        var (folder, manifest) = (_places.Folder(digest), _places.Manifest(digest));
        try
        {
            if (Directory.Exists(folder))
            {
                var away = _places.Fresh();
                _disk.Rename(folder, away);
                FolderTree.Delete(away);
            }

            if (!File.Exists(manifest))
            {
                return false;
            }

            _disk.Delete(manifest);
            unused.AddRange(_pool.Uses.Remove(digest));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Disk.Explain(folder, "A checkpoint could not be deleted:", e);
        }
    }

    private StorageException? DeleteUnused(IEnumerable<string> blobs)
    {
        try
        {
            _pool.DeleteUnused(blobs);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Disk.Explain(_places.Blobs, "Files of a checkpoint could not be deleted in", e);
        }
    }

    // Who needs what is not known as long as one manifest cannot be read: then no file is deleted.
    private bool Learn()
    {
        try
        {
            foreach (var digest in _places.Named())
            {
                Learn(digest);
            }

            _pool.DeleteUnused(_places.Kept());
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return false;
        }
    }

    private void Learn(string digest)
    {
        try
        {
            _pool.Uses.Add(digest, CheckpointManifest.Of(_places, digest).Blobs);
        }
        catch (FileNotFoundException)
        {
            // Of a put that was undone meanwhile.
        }
    }

    private sealed class Doomed(string digest)
    {
        private Exception? _failure;

        public string Digest => digest;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Does its part; what breaks there is its own failure.</summary>
        public bool Try(Func<bool> act)
        {
            try
            {
                return act();
            }
            catch (StorageException e)
            {
                _failure = e;
                return false;
            }
        }

        public void End(Exception? failure)
        {
            if ((_failure ?? failure) is { } why)
            {
                Done.SetException(why);
            }
            else
            {
                Done.SetResult();
            }
        }
    }
}
