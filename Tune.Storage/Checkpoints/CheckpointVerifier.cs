using System.Collections.Concurrent;
using Tune.Files;
using Tune.Storage.Disks;

namespace Tune.Storage.Checkpoints;

/// <summary>
/// Checks every file of a checkpoint against its digest. What was found good is not read again in this process while
/// names, lengths and times of the files stay the same.
/// </summary>
internal sealed class CheckpointVerifier
{
    private readonly ConcurrentDictionary<string, string> _good = new(StringComparer.Ordinal);

    /// <summary>What is wrong, with the name of the file; null if nothing is.</summary>
    public string? Damage(string folder, string filesName, string digest, CancellationToken cancellation)
    {
        try
        {
            var files = Path.Combine(folder, filesName);
            var state = StateOf(folder, files);
            if (_good.TryGetValue(digest, out var good) && good == state)
            {
                return null;
            }

            var damage = Check(folder, files, digest, cancellation);
            if (damage is null)
            {
                _good[digest] = state;
            }

            return damage;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return e.Message;
        }
    }

    private static string? Check(string folder, string files, string digest, CancellationToken cancellation)
    {
        var bytes = StoreFile.ReadAll(Path.Combine(folder, CheckpointManifest.FileName));
        if (CheckpointManifest.DigestOf(bytes) != digest)
        {
            return $"'{CheckpointManifest.FileName}' is not as it was written";
        }

        var manifest = CheckpointManifest.Read(bytes);
        using var open = OpenFolder.Open(files);
        var there = CheckpointPath.FilesBelow(open).ToHashSet(StringComparer.Ordinal);
        foreach (var file in manifest.Files)
        {
            if (!there.Remove(file.Path))
            {
                return $"'{file.Path}' is missing";
            }

            using var handle = open.OpenFileAlong(file.Path);
            if (HashedFile.Of(handle, cancellation).Damage(file) is { } damage)
            {
                return damage;
            }
        }

        return there.Count == 0 ? null : $"'{there.Min(StringComparer.Ordinal)}' does not belong to it";
    }

    private static string StateOf(string folder, string files)
    {
        using var open = OpenFolder.Open(files);
        return string.Join('\n', CheckpointPath.FilesBelow(open)
            .Select(path => CheckpointPath.In(files, path))
            .Append(Path.Combine(folder, CheckpointManifest.FileName))
            .Select(path => new FileInfo(path))
            .Select(file => $"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}"));
    }
}
