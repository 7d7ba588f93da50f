namespace Tune.Storage.Checkpoints;

/// <summary>
/// Who needs which file: the manifests that name it or are about to. A file is taken away only while nobody does, and
/// whoever is about to name it says so before looking whether it is there. Safe for many threads.
/// </summary>
internal sealed class BlobUses
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _manifests = new(StringComparer.Ordinal);

    /// <summary>A manifest needs its files from now on; nothing new if it is known.</summary>
    public void Add(string digest, string[] blobs)
    {
        lock (_gate)
        {
            if (_manifests.TryAdd(digest, blobs))
            {
                CountNeedsLock(blobs, 1);
            }
        }
    }

    /// <summary>A manifest is gone; gives the files that it needed.</summary>
    public string[] Remove(string digest)
    {
        lock (_gate)
        {
            if (!_manifests.Remove(digest, out var blobs))
            {
                return [];
            }

            CountNeedsLock(blobs, -1);
            return blobs;
        }
    }

    /// <summary>Does something with a file while nobody needs it and nobody can begin to; nothing if somebody
    /// does.</summary>
    public bool IfUnused(string blob, Action act)
    {
        lock (_gate)
        {
            if (_uses.ContainsKey(blob))
            {
                return false;
            }

            act();
            return true;
        }
    }

    private void CountNeedsLock(string[] blobs, int by)
    {
        foreach (var blob in blobs)
        {
            var uses = _uses.GetValueOrDefault(blob) + by;
            if (uses == 0)
            {
                _uses.Remove(blob);
            }
            else
            {
                _uses[blob] = uses;
            }
        }
    }
}
