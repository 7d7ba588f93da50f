using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Asha;

/// <summary>
/// One rung of one bracket: every trial that came here, ranked, and those of them that wait here to be promoted.
/// </summary>
/// <remarks>
/// The best waiting trial is promotable if it is among the best floor(n / eta) of all n that came; if it is not, no
/// other waiting trial is. So one look at the head of a queue and one rank answer for the whole rung.
/// </remarks>
internal sealed class PromotionRung : IPromotionRung
{
    private readonly RankTree<Standing> _all = new();

    // May hold trials that wait no longer; those at the head are taken off as soon as that happens.
    private readonly PriorityQueue<Standing, Standing> _waiting = new();

    private int _unusable;

    public void Record(in Observation seen)
    {
        if (seen.Score.IsWorst)
        {
            _unusable++;
        }
        else
        {
            _all.Add(new Standing(seen.Score, seen.Trial));
        }
    }

    public void Withdraw(Score score, TrialId trial)
    {
        if (score.IsWorst)
        {
            _unusable--;
        }
        else
        {
            _all.Remove(new Standing(score, trial));
        }
    }

    public void Park(Score score, TrialId trial)
    {
        var standing = new Standing(score, trial);
        _waiting.Enqueue(standing, standing);
    }

    /// <summary>Takes trials off the head of the queue until one is there that still waits. One that began again and
    /// waits here once more does so by its new score.</summary>
    public void Tidy(Func<TrialId, Score?> waiting)
    {
        while (_waiting.TryPeek(out var head, out _)
            && !(waiting(head.Trial) is { } score && head.CompareTo(new Standing(score, head.Trial)) == 0))
        {
            _waiting.Dequeue();
        }
    }

    /// <summary>The best waiting trial, if it is among the best floor(n / eta); otherwise null.</summary>
    public TrialId? Promotable(int reductionFactor)
    {
        var places = (_all.Count + _unusable) / reductionFactor;
        return _waiting.TryPeek(out var head, out _) && _all.CountBelow(head) < places ? head.Trial : null;
    }

    public void Carry(MemoryCarrier by)
    {
        _all.Carry(by, Standing.Carry);
        _unusable = by.Number(_unusable);
        var waiting = _waiting.UnorderedItems.Select(item => item.Element).Order().ToList();
        by.List(waiting, Standing.Carry);
        if (by.IsReading)
        {
            _waiting.Clear();
            _waiting.EnqueueRange(waiting.Select(standing => (standing, standing)));
        }
    }
}
