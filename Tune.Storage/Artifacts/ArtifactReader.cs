using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Files;
using Tune.Storage.Disks;

namespace Tune.Storage.Artifacts;

/// <summary>Artifacts in a folder, whoever writes there: what is there is whole.</summary>
internal sealed class ArtifactReader(ArtifactPlaces places) : IArtifactReader
{
    private const int Part = 128 << 10;

    public ValueTask<IReadOnlyList<TrialArtifact>> ListAsync(
        TrialId trial, CancellationToken cancellation = default) =>
        new(Task.Run(() => List(trial, cancellation), cancellation));

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        TrialId trial, TrialArtifact artifact, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var file = Open(trial, artifact);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = new byte[(int)Math.Min(Part, Math.Max(1, artifact.Bytes))];
        for (var at = 0L; at < artifact.Bytes;)
        {
            var room = bytes.AsMemory(0, (int)Math.Min(bytes.Length, artifact.Bytes - at));
            var read = await ReadAsync(file, room, at, cancellation);
            hash.AppendData(bytes.AsSpan(0, read));
            at += read;
            if (read == 0
                || (at == artifact.Bytes && Convert.ToHexStringLower(hash.GetHashAndReset()) != artifact.Digest))
            {
                throw new StorageException(
                    StorageFault.Damaged, $"The artifact '{artifact.Path}' is not as it was stored.");
            }

            yield return bytes.AsMemory(0, read);
        }
    }

    /// <summary>The same at once.</summary>
    public IReadOnlyList<TrialArtifact> List(TrialId trial, CancellationToken cancellation)
    {
        try
        {
            var all = new List<TrialArtifact>();
            foreach (var path in places.Files(trial))
            {
                cancellation.ThrowIfCancellationRequested();
                if (Look(path) is { } artifact)
                {
                    all.Add(artifact);
                }
            }

            all.Sort(static (one, other) => string.CompareOrdinal(one.Path, other.Path));
            return all;
        }
        catch (DirectoryNotFoundException)
        {
            // Its experiment was purged in this moment.
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Disk.Explain(places.Folder(trial), "Artifacts could not be read from", e);
        }
    }

    // What is none of ours, a link or a pipe for instance, is nobody's artifact.
    private static TrialArtifact? Look(string path)
    {
        if (FileFacts.Of(path).Kind != FileKind.File)
        {
            return null;
        }

        try
        {
            using var file = StoreFile.OpenRead(path, follows: false);
            return ArtifactTrailer.Read(file, Path.GetFileName(path));
        }
        catch (Exception e) when (e is NotPlainFileException or FileNotFoundException)
        {
            return null;
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
            throw Disk.Explain(places.Root, "An artifact could not be read from", e);
        }
    }

    private SafeFileHandle Open(TrialId trial, TrialArtifact artifact)
    {
        SafeFileHandle? file = null;
        try
        {
            file = StoreFile.OpenRead(places.File(trial, artifact.Path), follows: false);
            if (ArtifactTrailer.Read(file, ArtifactPlaces.NameOf(artifact.Path)) == artifact)
            {
                return file;
            }

            file.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw Gone(artifact, e);
        }

        // Another one has taken its place since it was asked about.
        throw Gone(artifact, null);
    }

    private static StorageException Gone(TrialArtifact artifact, Exception? inner) => new(
        StorageFault.Gone, $"The artifact '{artifact.Path}' is no longer there.", inner);
}
