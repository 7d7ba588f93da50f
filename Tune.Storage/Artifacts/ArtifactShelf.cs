using System.Globalization;
using System.Security.Cryptography;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Storage.Disks;

#pragma warning disable CA1001 // The semaphore has no handle to give back, and a put may end after its store has.

namespace Tune.Storage.Artifacts;

/// <summary>The artifacts of one experiment in a folder, as their owner has them.</summary>
/// <remarks>They are in the folder of their experiment: what takes that away, or copies it, has them too.</remarks>
internal sealed class ArtifactShelf : IArtifactStore
{
    private readonly ArtifactPlaces _places;
    private readonly ArtifactReader _reader;
    private readonly Disk _disk;
    private readonly Func<bool> _isThere;
    private readonly long _most;
    private readonly long _mostInAll;
    private readonly SemaphoreSlim _gate = new(1);
    private long? _bytes;

    /// <param name="root">A folder of its own; it is made when something is put.</param>
    /// <param name="disk">What it is on.</param>
    /// <param name="isThere">Whether the experiment exists: of one that was purged nothing may come back.</param>
    /// <param name="most">The most bytes of one.</param>
    /// <param name="mostInAll">The most bytes of all.</param>
    public ArtifactShelf(
        string root, Disk disk, Func<bool> isThere, long most = ArtifactLimits.BytesMax,
        long mostInAll = ArtifactLimits.PerExperimentBytesMax)
    {
        (_most, _mostInAll) = (most, mostInAll);
        (_disk, _isThere) = (disk, isThere);
        _places = new ArtifactPlaces(root);
        _reader = new ArtifactReader(_places);
        foreach (var leftover in _places.Leftovers())
        {
            Drop(leftover);
        }
    }

    public ValueTask<IReadOnlyList<TrialArtifact>> ListAsync(
        TrialId trial, CancellationToken cancellation = default) => _reader.ListAsync(trial, cancellation);

    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        TrialId trial, TrialArtifact artifact, CancellationToken cancellation = default) =>
        _reader.ReadAsync(trial, artifact, cancellation);

    public ValueTask<TrialArtifact> PutAsync(
        TrialId trial, string path, IAsyncEnumerable<ReadOnlyMemory<byte>> content,
        CancellationToken cancellation = default) =>
        ArtifactLimits.Problem(path) is { } problem
            ? throw Refused(problem)
            : new ValueTask<TrialArtifact>(
                Task.Run(() => StoreAsync(trial, path, content, cancellation), cancellation));

    private async Task<TrialArtifact> StoreAsync(
        TrialId trial, string path, IAsyncEnumerable<ReadOnlyMemory<byte>> content, CancellationToken cancellation)
    {
        RequireExperiment();
        var fresh = _places.Fresh();
        var isPlaced = false;
        try
        {
            var artifact = await WriteAsync(fresh, path, content, cancellation);
            await _gate.WaitAsync(cancellation);
            try
            {
                var change = RequireRoomNeedsLock(trial, artifact, cancellation);
                RequireExperiment();
                Ask(() =>
                {
                    _disk.MakeFolder(_places.Folder(trial));
                    _disk.Rename(fresh, _places.File(trial, path));
                    isPlaced = true;
                    _disk.FlushFolder(_places.Folder(trial));
                });
                _bytes += change;
            }
            finally
            {
                _gate.Release();
            }

            return artifact;
        }
        finally
        {
            if (!isPlaced)
            {
                Drop(fresh);
            }
        }
    }

    private async Task<TrialArtifact> WriteAsync(
        string fresh, string path, IAsyncEnumerable<ReadOnlyMemory<byte>> content, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = Ask(() =>
        {
            _disk.MakeFolder(_places.Root);
            return _disk.Open(fresh, FileMode.CreateNew);
        });
        var length = 0L;
        await foreach (var part in content.WithCancellation(cancellation))
        {
            if (length + part.Length > _most)
            {
                throw Refused($"The artifact '{path}' has more than {Number(_most)} bytes, which is the most.");
            }

            hash.AppendData(part.Span);
            var at = length;
            Ask(() => _disk.Write(file, [part], at));
            length += part.Length;
        }

        var digest = Convert.ToHexStringLower(hash.GetHashAndReset());
        Ask(() =>
        {
            _disk.Write(file, [ArtifactTrailer.Of(path, digest)], length);
            _disk.Flush(file);
        });
        return new TrialArtifact(path, length, digest);
    }

    // How many bytes there are more with it.
    private long RequireRoomNeedsLock(TrialId trial, TrialArtifact artifact, CancellationToken cancellation)
    {
        var there = _reader.List(trial, cancellation);
        var before = there.FirstOrDefault(each => each.Path == artifact.Path);
        if (before is null && there.Count >= ArtifactLimits.PerTrialMax)
        {
            throw Refused(
                $"Trial {trial} has {there.Count} artifacts, which is the most; '{artifact.Path}' is not kept.");
        }

        if (there.FirstOrDefault(each => IsBelow(each.Path, artifact.Path) || IsBelow(artifact.Path, each.Path))
            is { } other)
        {
            throw Refused(
                $"The artifact '{artifact.Path}' is not kept: '{other.Path}' is there, and a file is no folder.");
        }

        _bytes ??= Ask(() => _places.Bytes());
        var change = artifact.Bytes - (before?.Bytes ?? 0);
        return change <= 0 || _bytes + change <= _mostInAll
            ? change
            : throw Refused($"The artifacts of the experiment have {Number(_bytes.Value)} bytes; '{artifact.Path}' "
                + $"would be {Number(change)} more, and at most {Number(_mostInAll)} are kept.");
    }

    private void RequireExperiment()
    {
        if (!_isThere())
        {
            throw Refused("There is no such experiment; nothing is kept of it.");
        }
    }

    private static bool IsBelow(string path, string folder) =>
        path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal);

    private static string Number(long bytes) => bytes.ToString("N0", CultureInfo.InvariantCulture);

    private static StorageException Refused(string sentence) => new(StorageFault.Refused, sentence);

    private void Drop(string path)
    {
        try
        {
            _disk.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next opening finds it.
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
            throw Disk.Explain(_places.Root, "An artifact could not be stored in", e);
        }
    }
}
