using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Checkpoints;

/// <summary>The retention rules as they are written in the documentation, with no thought of speed.</summary>
internal sealed class NaiveLedger
{
    public List<(TrialId Trial, CheckpointRef Checkpoint, Score Score)> Entries { get; } = [];

    public List<string> Pins { get; } = [];

    public void Add(TrialId trial, CheckpointRef checkpoint, Score score)
    {
        if (!Entries.Exists(entry => entry.Trial == trial && entry.Checkpoint == checkpoint))
        {
            Entries.Add((trial, checkpoint, score));
        }
    }

    public long Bytes(IEnumerable<int> without) => Entries
        .Where((_, index) => !without.Contains(index))
        .Select(entry => entry.Checkpoint).DistinctBy(checkpoint => checkpoint.Digest)
        .Sum(checkpoint => checkpoint.Bytes);

    public IEnumerable<(TrialId Trial, CheckpointRef Checkpoint)> Surplus(CheckpointPolicy policy)
    {
        var all = Enumerable.Range(0, Entries.Count).ToArray();
        int[] worstFirst =
        [
            .. all.OrderBy(i => Entries[i].Score).ThenByDescending(i => Entries[i].Trial)
                .ThenBy(i => Entries[i].Score.IsWorst ? i : -i),
        ];
        var best = worstFirst.Reverse().Where(i => !Entries[i].Score.IsWorst).Take(policy.KeepBest).ToHashSet();
        var last = all.GroupBy(i => Entries[i].Trial).SelectMany(trial => trial.TakeLast(policy.KeepLast)).ToHashSet();
        var going = all.Where(i => !best.Contains(i) && !last.Contains(i) && !IsPinned(i)).ToHashSet();
        foreach (var i in worstFirst)
        {
            var isOfTheBest = best.Any(b => Entries[b].Checkpoint.Digest == Entries[i].Checkpoint.Digest);
            if (Bytes(going) > (policy.QuotaBytes ?? long.MaxValue) && !isOfTheBest && !IsPinned(i))
            {
                going.Add(i);
            }
        }

        return going.Order().Select(i => (Entries[i].Trial, Entries[i].Checkpoint));
    }

    private bool IsPinned(int index) => Pins.Contains(Entries[index].Checkpoint.Digest);
}
