using System.Collections.Concurrent;
using Tune.Files;

namespace Tune.Storage.Checkpoints;

/// <summary>
/// Which files are known to hold what their names say. What was found good is not read again in this process while it
/// is the same file with the same length and time.
/// </summary>
internal sealed class BlobState
{
    private readonly ConcurrentDictionary<string, State> _good = new(StringComparer.Ordinal);

    /// <summary>Whether a file is known to be good.</summary>
    public bool IsGood(string hash, string path) => _good.TryGetValue(hash, out var good) && good == Of(path);

    /// <summary>A file has been read, and is good.</summary>
    public void SetGood(string hash, string path)
    {
        if (Of(path) is { } state)
        {
            _good[hash] = state;
        }
    }

    /// <summary>It is to be read again next time.</summary>
    public void Forget(string hash) => _good.TryRemove(hash, out _);

    private static State? Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists
            ? new State(FileFacts.Of(path).Number, file.Length, file.LastWriteTimeUtc.Ticks)
            : null;
    }

    private sealed record State(ulong Number, long Length, long Ticks);
}
