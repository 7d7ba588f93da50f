using Tune.Files;
using Tune.Storage.Disks;

namespace Tune.Storage.Checkpoints;

/// <summary>The files of an experiment's checkpoints, each kept once under its SHA-256.</summary>
internal sealed class BlobPool(CheckpointPlaces places, Disk disk)
{
    private readonly BlobState _state = new();

    /// <summary>Who needs what.</summary>
    public BlobUses Uses { get; } = new();

    /// <summary>Takes in a file that was read and is durable, unless a good one is there: one that is damaged is
    /// replaced. The caller needs it by now, and makes the names of all files durable afterwards, also where this put
    /// none there: another may have, and not have come to that.</summary>
    /// <param name="from">Where it is; it stays there too.</param>
    /// <param name="file">What was read.</param>
    /// <param name="spare">A name on the same file system to use in between.</param>
    /// <returns>False if it is not what was read any more.</returns>
    public bool TryTake(string from, HashedFile file, string spare)
    {
        var target = places.Blob(file.Sha256);
        if (_state.IsGood(file.Sha256, target))
        {
            return true;
        }

        var taken = TryOwn(from, spare) ? file.Before : Copy(from, spare, file.Sha256);
        if (taken is null || taken != FileState.Of(spare))
        {
            return false;
        }

        FileModes.MakeReadOnly(spare);
        disk.Rename(spare, target);
        _state.SetGood(file.Sha256, taken);
        return true;
    }

    /// <summary>Gives a file another name, or a copy of it where a file can have only one.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public void LayOut(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (!disk.TryLink(from, to))
        {
            PlainFile.Copy(from, to);
        }
    }

    /// <summary>What is wrong with a file that has been laid out; null if nothing is.</summary>
    public string? Damage(CheckpointFile file, string path, CancellationToken cancellation)
    {
        if (_state.IsGood(file.Sha256, path))
        {
            return null;
        }

        using var handle = StoreFile.OpenRead(path);
        var read = HashedFile.Of(handle, cancellation);
        if (read.Damage(file) is { } damage)
        {
            return damage;
        }

        _state.SetGood(file.Sha256, read.Before);
        return null;
    }

    /// <summary>Deletes those that nobody needs.</summary>
    public void DeleteUnused(IEnumerable<string> hashes)
    {
        foreach (var hash in hashes)
        {
            var (path, away) = (places.Blob(hash), places.Fresh());
            if (!File.Exists(path) || !Uses.IfUnused(hash, () => disk.Rename(path, away)))
            {
                continue;
            }

            // A long file takes its time; nobody waits for it.
            _state.Forget(hash);
            FileModes.Delete(away);
        }
    }

    // With a third name it is also somebody else's, whose later writing would change what is kept here, and whose right
    // to write is not ours to take away.
    private bool TryOwn(string from, string spare)
    {
        const int ours = 2;
        if (!disk.TryLink(from, spare))
        {
            return false;
        }

        if (FileFacts.Of(spare).Links <= ours)
        {
            return true;
        }

        disk.Delete(spare);
        return false;
    }

    // What was read and what is copied may be two things, so the copy is read.
    private FileState? Copy(string from, string to, string hash)
    {
        PlainFile.Copy(from, to);

        // Windows makes a file durable only for who may write it.
        using var file = OperatingSystem.IsWindows()
            ? StoreFile.OpenWrite(to, FileMode.Open, FileShare.Read)
            : StoreFile.OpenRead(to);
        disk.Flush(file);
        var read = HashedFile.Of(file, CancellationToken.None);
        return read.Sha256 == hash ? read.Before : null;
    }
}
