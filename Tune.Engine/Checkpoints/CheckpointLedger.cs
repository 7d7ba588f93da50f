using Tune.Engine.Metrics;
using Tune.Engine.Trials;

namespace Tune.Engine.Checkpoints;

/// <summary>The checkpoints an experiment holds, and which of them its policy no longer keeps.</summary>
public sealed class CheckpointLedger
{
    private readonly List<Entry> _entries = [];

    /// <summary>How many are held.</summary>
    public int Count => _entries.Count;

    /// <summary>The sum of their bytes; equal checkpoints count once each time they are listed.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether a checkpoint is held by anyone.</summary>
    public bool Holds(string digest) => _entries.Exists(entry => entry.Checkpoint.Digest == digest);

    /// <summary>The held checkpoints of one trial, oldest first.</summary>
    public IEnumerable<CheckpointRef> Of(TrialId trial) =>
        _entries.Where(entry => entry.Trial == trial).Select(entry => entry.Checkpoint);

    /// <summary>Every held checkpoint with its trial, in the order of saving.</summary>
    public IEnumerable<(TrialId Trial, CheckpointRef Checkpoint)> All =>
        _entries.Select(entry => (entry.Trial, entry.Checkpoint));

    internal void Add(TrialId trial, CheckpointRef checkpoint, Score score)
    {
        if (!_entries.Exists(entry => entry.Trial == trial && entry.Checkpoint == checkpoint))
        {
            _entries.Add(new Entry(trial, checkpoint, score));
            Bytes += checkpoint.Bytes;
        }
    }

    internal void Remove(TrialId trial, CheckpointRef checkpoint)
    {
        if (_entries.RemoveAll(entry => entry.Trial == trial && entry.Checkpoint == checkpoint) > 0)
        {
            Bytes -= checkpoint.Bytes;
        }
    }

    /// <summary>What may go, oldest first.</summary>
    /// <param name="policy">The rules.</param>
    /// <param name="pinned">Digests that somebody will still resume from.</param>
    internal IReadOnlyList<(TrialId Trial, CheckpointRef Checkpoint)> Surplus(
        CheckpointPolicy policy, IReadOnlySet<string> pinned)
    {
        var best = _entries
            .Where(entry => !entry.Score.IsWorst)
            .OrderByDescending(entry => entry.Score)
            .ThenBy(entry => entry.Trial)
            .Take(policy.KeepBest)
            .ToHashSet();
        var last = _entries
            .GroupBy(entry => entry.Trial)
            .SelectMany(group => group.TakeLast(policy.KeepLast))
            .ToHashSet();
        var surplus = _entries
            .Where(entry => !best.Contains(entry) && !last.Contains(entry) && !pinned.Contains(entry.Checkpoint.Digest))
            .ToHashSet();
        if (policy.QuotaBytes is { } quota)
        {
            var held = Bytes - surplus.Sum(entry => entry.Checkpoint.Bytes);
            foreach (var entry in _entries.OrderBy(entry => entry.Score).ThenByDescending(entry => entry.Trial))
            {
                if (held > quota && !surplus.Contains(entry) && !best.Contains(entry)
                    && !pinned.Contains(entry.Checkpoint.Digest))
                {
                    surplus.Add(entry);
                    held -= entry.Checkpoint.Bytes;
                }
            }
        }

        return [.. _entries.Where(surplus.Contains).Select(entry => (entry.Trial, entry.Checkpoint))];
    }

    private sealed record Entry(TrialId Trial, CheckpointRef Checkpoint, Score Score);
}
