using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Trials;

namespace Tune.Engine.Retention;

/// <summary>The checkpoints an experiment holds, and which of them its policy no longer keeps.</summary>
/// <remarks>
/// An entry is a trial with a checkpoint; two entries may have the same content, which is then on the disk once. To
/// add, remove or pin takes O(log n) steps.
/// </remarks>
public sealed partial class CheckpointLedger
{
    private readonly Dictionary<(TrialId Trial, CheckpointRef Checkpoint), LinkedListNode<Entry>> _entries = [];
    private readonly Dictionary<TrialId, LinkedList<Entry>> _trials = [];
    private readonly Dictionary<string, Content> _contents = new(StringComparer.Ordinal);
    private readonly SortedSet<Entry> _ranked;

    // The trials with two entries or more, by how many they have.
    private readonly SortedDictionary<int, SortedSet<TrialId>> _crowded = [];

    private long _added;
    private long _unpinnedBytes;

    /// <summary>A ledger that holds nothing.</summary>
    public CheckpointLedger() => _ranked = new(Comparer<Entry>.Create(BestFirst));

    /// <summary>How many are held.</summary>
    public int Count => _entries.Count;

    /// <summary>Whether of two the one of more training is the better, as where reports refine one estimate. Set before
    /// the first is added.</summary>
    internal bool LongestFirst { get; set; }

    /// <summary>Whether there has ever been one.</summary>
    internal bool HasHeldAny => _added > 0;

    /// <summary>The sum of their bytes; the same content counts once.</summary>
    public long Bytes { get; private set; }

    /// <summary>Every held checkpoint with its trial, in the order of saving.</summary>
    public IEnumerable<(TrialId Trial, CheckpointRef Checkpoint)> All =>
        _ranked.OrderBy(entry => entry.Order).Select(entry => (entry.Trial, entry.Checkpoint));

    /// <summary>Whether a checkpoint is held by anyone.</summary>
    public bool Holds(string digest) => _contents.TryGetValue(digest, out var content) && content.Entries > 0;

    /// <summary>The held checkpoints of one trial, oldest first.</summary>
    public IEnumerable<CheckpointRef> Of(TrialId trial) =>
        _trials.TryGetValue(trial, out var entries) ? entries.Select(entry => entry.Checkpoint) : [];

    internal void Add(TrialId trial, CheckpointRef checkpoint, Score score)
    {
        if (_entries.ContainsKey((trial, checkpoint)))
        {
            return;
        }

        Enter(new Entry(trial, checkpoint, score, _added++), checkpoint.Bytes);
    }

    internal void Remove(TrialId trial, CheckpointRef checkpoint)
    {
        if (!_entries.Remove((trial, checkpoint), out var node))
        {
            return;
        }

        var entries = _trials[trial];
        entries.Remove(node);
        if (entries.Count == 0)
        {
            _trials.Remove(trial);
        }

        _ranked.Remove(node.Value);
        Crowd(trial, entries.Count + 1, entries.Count);
        Change(checkpoint.Digest, entries: -1, pins: 0, checkpoint.Bytes);
    }

    /// <summary>Somebody would go on from this content: it stays until it is unpinned as often as it was
    /// pinned.</summary>
    internal void Pin(string digest) => Change(digest, entries: 0, pins: 1, bytes: 0);

    internal void Unpin(string digest) => Change(digest, entries: 0, pins: -1, bytes: 0);

    private void Enter(Entry entry, long bytes)
    {
        if (!_trials.TryGetValue(entry.Trial, out var entries))
        {
            _trials[entry.Trial] = entries = [];
        }

        _entries[(entry.Trial, entry.Checkpoint)] = entries.AddLast(entry);
        _ranked.Add(entry);
        Crowd(entry.Trial, entries.Count - 1, entries.Count);
        Change(entry.Checkpoint.Digest, entries: 1, pins: 0, bytes);
    }

    private void Change(string digest, int entries, int pins, long bytes)
    {
        if (!_contents.TryGetValue(digest, out var content))
        {
            _contents[digest] = content = new Content();
        }

        Bytes -= content.Held;
        _unpinnedBytes -= content.Unpinned;
        content.Bytes = content.Entries == 0 ? bytes : content.Bytes;
        content.Entries += entries;
        content.Pins += pins;
        Bytes += content.Held;
        _unpinnedBytes += content.Unpinned;
        if (content is { Entries: 0, Pins: 0 })
        {
            _contents.Remove(digest);
        }
    }

    private void Crowd(TrialId trial, int before, int now)
    {
        if (before > 1)
        {
            var group = _crowded[before];
            group.Remove(trial);
            if (group.Count == 0)
            {
                _crowded.Remove(before);
            }
        }

        if (now > 1)
        {
            if (!_crowded.TryGetValue(now, out var group))
            {
                _crowded[now] = group = [];
            }

            group.Add(trial);
        }
    }

    // Of one trial's equally good ones the first is the best, as its best report is the first with that score; where no
    // score counts, the newest.
    private int BestFirst(Entry a, Entry b) =>
        RankOf(b).CompareTo(RankOf(a)) is not 0 and var byRank ? byRank
        : a.Trial.CompareTo(b.Trial) is not 0 and var byTrial ? byTrial
        : a.Score.IsWorst ? b.Order.CompareTo(a.Order)
        : a.Order.CompareTo(b.Order);

    private ResultRank RankOf(Entry entry) => new(LongestFirst ? entry.Checkpoint.Iteration : 0, entry.Score);

    private sealed class Entry(TrialId trial, CheckpointRef checkpoint, Score score, long order)
    {
        public TrialId Trial { get; } = trial;

        public CheckpointRef Checkpoint { get; } = checkpoint;

        public Score Score { get; } = score;

        public long Order { get; } = order;
    }

    private sealed class Content
    {
        public long Bytes { get; set; }

        public int Entries { get; set; }

        public int Pins { get; set; }

        public long Held => Entries > 0 ? Bytes : 0;

        public long Unpinned => Pins == 0 ? Held : 0;
    }
}
