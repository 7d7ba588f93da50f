using Tune.Files;
using Tune.Storage.Disks;

namespace Tune.Storage.Checkpoints;

/// <summary>The files of an experiment's checkpoints, each kept once under its SHA-256.</summary>
internal sealed class BlobPool(CheckpointPlaces places, Disk disk)
{
    private readonly BlobState _state = new();

    /// <summary>Who needs what.</summary>
    public BlobUses Uses { get; } = new();

    /// <summary>Takes in a file whose content is known and durable, unless a good one is there: one that is damaged is
    /// replaced. The caller holds it.</summary>
    /// <param name="from">Where it is; it stays there too.</param>
    /// <param name="hash">Its SHA-256.</param>
    /// <param name="spare">A name on the same file system to use in between.</param>
    /// <returns>Whether the folder of the files has changed.</returns>
    public bool Take(string from, string hash, string spare)
    {
        var target = places.Blob(hash);
        if (_state.IsGood(hash, target))
        {
            return false;
        }

        if (!disk.TryLink(from, spare))
        {
            Copy(from, spare);
        }

        FileModes.MakeReadOnly(spare);
        disk.Rename(spare, target);
        _state.SetGood(hash, target);
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

        using var handle = File.OpenHandle(path);
        var (length, hash) = FileHash.Of(handle, cancellation);
        if (length != file.Length)
        {
            return $"'{file.Path}' has {length:N0} bytes instead of {file.Length:N0}";
        }

        if (hash != file.Sha256)
        {
            return $"'{file.Path}' is not as it was written";
        }

        _state.SetGood(hash, path);
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

    private void Copy(string from, string to)
    {
        PlainFile.Copy(from, to);
        using var file = File.OpenHandle(to, FileMode.Open, FileAccess.ReadWrite);
        disk.Flush(file);
    }
}
