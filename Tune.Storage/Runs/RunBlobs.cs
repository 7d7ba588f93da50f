using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Tune.Engine.Ports;
using Tune.Engine.Runs;
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
    private int _isTidy;

    // What an earlier process began and did not end.
    private void Tidy(string folder)
    {
        if (Interlocked.Exchange(ref _isTidy, 1) != 0 || !Directory.Exists(folder))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(folder, "*" + Arriving))
        {
            disk.Delete(path);
        }
    }

    /// <summary>Stores bytes durably; they are there as a whole or not at all.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="most">How many there may be.</param>
    /// <param name="arrives">Told the digest before they are in place.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How many there are.</returns>
    public async Task<long> PutAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> content, long most, Action<string> arrives,
        CancellationToken cancellation)
    {
        var folder = where();
        Tidy(folder);
        disk.MakeFolder(folder);
        var fresh = Path.Combine(folder, Path.GetRandomFileName() + Arriving);
        var isPlaced = false;
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var length = 0L;
            using (var file = disk.Open(fresh, FileMode.CreateNew))
            {
                await foreach (var part in content.WithCancellation(cancellation))
                {
                    hash.AppendData(part.Span);
                    if (length + part.Length > most)
                    {
                        throw new RunException(RunFault.Invalid, $"The file has more than {most:N0} bytes.");
                    }

                    disk.Write(file, [part], length);
                    length += part.Length;
                }

                disk.Flush(file);
            }

            var digest = Convert.ToHexStringLower(hash.GetHashAndReset());
            arrives(digest);
            var place = PathOf(digest);
            disk.MakeFolder(Path.GetDirectoryName(place)!);
            disk.Rename(fresh, place);
            isPlaced = true;
            disk.FlushFolder(Path.GetDirectoryName(place)!);
            return length;
        }
        finally
        {
            if (!isPlaced)
            {
                disk.Delete(fresh);
            }
        }
    }

    /// <summary>The bytes of a file, checked as they go by.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        RunArtifact artifact, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var file = Open(artifact);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = new byte[Part];
        var at = 0L;
        while (at < artifact.Length)
        {
            var read = await RandomAccess.ReadAsync(file, bytes, at, cancellation);
            hash.AppendData(bytes.AsSpan(0, read));
            at += read;
            if (read == 0
                || (at == artifact.Length && Convert.ToHexStringLower(hash.GetHashAndReset()) != artifact.Digest))
            {
                throw new StorageException(
                    StorageFault.Damaged, $"The artifact '{artifact.Path}' is not as it was stored.");
            }

            yield return bytes.AsMemory(0, read);
        }
    }

    public void Delete(string digest)
    {
        if (File.Exists(PathOf(digest)))
        {
            disk.Delete(PathOf(digest));
        }
    }

    private Microsoft.Win32.SafeHandles.SafeFileHandle Open(RunArtifact artifact)
    {
        try
        {
            var file = StoreFile.OpenRead(PathOf(artifact.Digest));
            if (RandomAccess.GetLength(file) == artifact.Length)
            {
                return file;
            }

            file.Dispose();
            throw new StorageException(
                StorageFault.Damaged, $"The artifact '{artifact.Path}' is not as it was stored.");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // A link, a pipe and a folder too: what is there is not what was stored.
            throw new StorageException(
                StorageFault.Gone, $"The bytes of the artifact '{artifact.Path}' are no longer there.", gone);
        }
    }

    private string PathOf(string digest) => Path.Combine(where(), digest[..2], digest);
}
