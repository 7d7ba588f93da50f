using System.Collections.Concurrent;

namespace Tune.Storage.Checkpoints;

/// <summary>
/// Which files are known to hold what their names say. What was found good is not read again in this process while it
/// is the same file with the same length and time as when its reading began.
/// </summary>
internal sealed class BlobState
{
    private readonly ConcurrentDictionary<string, FileState> _good = new(StringComparer.Ordinal);

    /// <summary>Whether a file is known to be good.</summary>
    public bool IsGood(string hash, string path) =>
        _good.TryGetValue(hash, out var good) && good == FileState.Of(path);

    /// <summary>A file is good that was in this state before it was read.</summary>
    public void SetGood(string hash, FileState before) => _good[hash] = before;

    /// <summary>It is to be read again next time.</summary>
    public void Forget(string hash) => _good.TryRemove(hash, out _);
}
