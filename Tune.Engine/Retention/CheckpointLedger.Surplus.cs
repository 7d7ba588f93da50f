using Tune.Engine.Checkpoints;
using Tune.Engine.Trials;

namespace Tune.Engine.Retention;

public sealed partial class CheckpointLedger
{
    /// <summary>
    /// What may go, oldest first: what is neither pinned or wanted, nor among the best, nor among the last of its
    /// trial; and then the worst that is left, until the quota is met.
    /// </summary>
    /// <remarks>Looks at trials that hold more than the policy keeps for each, and at what the quota takes.</remarks>
    internal IReadOnlyList<(TrialId Trial, CheckpointRef Checkpoint)> Surplus(
        CheckpointPolicy policy, IEnumerable<string> wanted)
    {
        var reserved = wanted.Select(_contents.GetValueOrDefault).OfType<Content>().ToHashSet();
        var best = _ranked.TakeWhile(entry => !entry.Score.IsWorst).Take(policy.KeepBest).ToHashSet();
        var going = new HashSet<Entry>();
        var goingOf = new Dictionary<Content, int>();
        long freed = 0;
        foreach (var trial in _crowded.Where(group => group.Key > policy.KeepLast).SelectMany(group => group.Value))
        {
            var entries = _trials[trial];
            foreach (var entry in entries.Take(entries.Count - policy.KeepLast))
            {
                if (!best.Contains(entry))
                {
                    LetGo(entry);
                }
            }
        }

        if (policy.QuotaBytes is { } quota && Bytes - freed > quota)
        {
            MeetQuota(quota);
        }

        return [.. going.OrderBy(entry => entry.Order).Select(entry => (entry.Trial, entry.Checkpoint))];

        void LetGo(Entry entry)
        {
            var content = _contents[entry.Checkpoint.Digest];
            if (content.Pins == 0 && !reserved.Contains(content) && going.Add(entry))
            {
                var count = goingOf[content] = goingOf.GetValueOrDefault(content) + 1;
                freed += count == content.Entries ? content.Bytes : 0;
            }
        }

        // Only what no best or wanted entry shares makes room. Often there is nothing of the kind, and no need to look
        // for it.
        void MeetQuota(long quotaBytes)
        {
            var kept = best.Select(entry => _contents[entry.Checkpoint.Digest]).Concat(reserved).ToHashSet();
            var most = _unpinnedBytes - kept.Sum(content => content.Unpinned);
            foreach (var entry in _ranked.Reverse())
            {
                if (Bytes - freed <= quotaBytes || freed >= most)
                {
                    return;
                }

                if (!kept.Contains(_contents[entry.Checkpoint.Digest]))
                {
                    LetGo(entry);
                }
            }
        }
    }
}
