using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Tune.Engine.Ports;
using Tune.Engine.Runs;
using Tune.Files;
using Tune.Storage.Disks;

namespace Tune.Storage.Runs;

/// <summary>The bytes of stored files, each once, under their SHA-256. A path that somebody gave is never part of the
/// name of a file here.</summary>
/// <param name="where">Says in which folder.</param>
/// <param name="disk">What they are on.</param>
internal sealed class RunBlobs(Func<string> where, Disk disk)
{
    private const int Part = 128 << 10;
    private const string Arriving = ".arriving";

    /// <summary>Takes away what an earlier process began and did not end, and bytes to which no path leads. Only
    /// while nothing arrives. What cannot be deleted is left for the next time.</summary>
    public void Tidy(RunLedger ledger)
    {
        var folder = where();
        if (!FolderTree.Exists(folder))
        {
            return;
        }

        try
        {
            foreach (var path in Directory.EnumerateFiles(folder, "*" + Arriving))
            {
                disk.Delete(path);
            }

            foreach (var inner in Directory.EnumerateDirectories(folder))
            {
                if (FileFacts.Of(inner).Kind != FileKind.Folder)
                {
                    // A link: what is there may be somebody else's.
                    continue;
                }

                foreach (var path in Directory.EnumerateFiles(inner))
                {
                    // Nothing of a name that is none of ours is touched.
                    var name = Path.GetFileName(path);
                    if (RunNames.IsDigest(name) && PathOf(name) == path && ledger.UsesOf(name) == 0)
                    {
                        disk.Delete(path);
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Room is lost, nothing else.
        }
    }

    /// <summary>Stores bytes durably; they are there as a whole or not at all.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="most">How many there may be.</param>
    /// <param name="arrives">Told the digest before they are in place.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="StorageException">They could not be stored.</exception>
    public async Task<long> PutAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> content, long most, Action<string> arrives,
        CancellationToken cancellation)
    {
        var fresh = Path.Combine(where(), Path.GetRandomFileName() + Arriving);
        var isPlaced = false;
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var length = 0L;
            using (var file = Ask(() => Make(fresh)))
            {
                await foreach (var part in content.WithCancellation(cancellation))
                {
                    hash.AppendData(part.Span);
                    if (length + part.Length > most)
                    {
                        throw new RunException(RunFault.Invalid, $"The file has more than {most:N0} bytes.");
                    }

                    var at = length;
                    Ask(() => disk.Write(file, [part], at));
                    length += part.Length;
                }

                Ask(() => disk.Flush(file));
            }

            var digest = Convert.ToHexStringLower(hash.GetHashAndReset());
            arrives(digest);
            Ask(() => Place(fresh, PathOf(digest), out isPlaced));
            return length;
        }
        finally
        {
            if (!isPlaced)
            {
                Drop(fresh);
            }
        }
    }

    /// <summary>The bytes of a file, checked as they go by.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        RunArtifact artifact, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var file = Open(artifact);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = new byte[(int)Math.Min(Part, artifact.Length)];
        var at = 0L;
        while (at < artifact.Length)
        {
            // No further than it was long: what has been added since is not part of it.
            var room = bytes.AsMemory(0, (int)Math.Min(bytes.Length, artifact.Length - at));
            var read = await ReadAsync(file, room, at, cancellation);
            hash.AppendData(bytes.AsSpan(0, read));
            at += read;
            if (read == 0
                || (at == artifact.Length && Convert.ToHexStringLower(hash.GetHashAndReset()) != artifact.Digest))
            {
                throw Changed(artifact);
            }

            yield return bytes.AsMemory(0, read);
        }
    }

    /// <summary>Takes bytes away. What cannot be deleted is found by the next <see cref="Tidy"/>.</summary>
    public void Delete(string digest)
    {
        var path = PathOf(digest);
        if (File.Exists(path))
        {
            Drop(path);
        }
    }

    private async ValueTask<int> ReadAsync(
        SafeFileHandle file, Memory<byte> into, long at, CancellationToken cancellation)
    {
        try
        {
            return await RandomAccess.ReadAsync(file, into, at, cancellation);
        }
        catch (IOException e)
        {
            throw Disk.Explain(where(), "An artifact could not be read from", e);
        }
    }

    private SafeFileHandle Make(string path)
    {
        disk.MakeFolder(Path.GetDirectoryName(path)!);
        return disk.Open(path, FileMode.CreateNew);
    }

    private void Place(string fresh, string place, out bool isPlaced)
    {
        isPlaced = false;
        disk.MakeFolder(Path.GetDirectoryName(place)!);
        disk.Rename(fresh, place);
        isPlaced = true;
        disk.FlushFolder(Path.GetDirectoryName(place)!);
    }

    private void Drop(string path)
    {
        try
        {
            disk.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What comes of the change that is under way does not hang on it.
        }
    }

    private void Ask(Action what) => Ask(() =>
    {
        what();
        return true;
    });

    // What the disk says, and not what whoever sends the bytes does.
    private T Ask<T>(Func<T> what)
    {
        try
        {
            return what();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Disk.Explain(where(), "An artifact could not be stored in", e);
        }
    }

    private SafeFileHandle Open(RunArtifact artifact)
    {
        if (!RunNames.IsDigest(artifact.Digest))
        {
            throw Gone(artifact, null);
        }

        try
        {
            var file = StoreFile.OpenRead(PathOf(artifact.Digest), follows: false);
            if (RandomAccess.GetLength(file) == artifact.Length)
            {
                return file;
            }

            file.Dispose();
            throw Changed(artifact);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // A link, a pipe and a folder too: what is there is not what was stored.
            throw Gone(artifact, gone);
        }
    }

    private static StorageException Changed(RunArtifact artifact) => new(
        StorageFault.Damaged, $"The artifact '{artifact.Path}' is not as it was stored.");

    private static StorageException Gone(RunArtifact artifact, Exception? inner) => new(
        StorageFault.Gone, $"The bytes of the artifact '{artifact.Path}' are no longer there.", inner);

    private string PathOf(string digest) => Path.Combine(where(), digest[..2], digest);
}
