using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Schedulers.TimeSharing;

/// <summary>
/// The inner scheduler never hears of a turn's end: to it, a trial that waits for its next turn goes on training. Its
/// own pauses pass through as they are.
/// </summary>
internal sealed class TimeSharingScheduler(IScheduler inner, int turn, int? trials)
    : IScheduler, ICarriesMemory
{
    // The turns each trial has had, and what became of it at the end of its last one.
    private readonly SortedDictionary<TrialId, Share> _live = [];
    private int _added;

    public Decision Judge(in Observation seen)
    {
        var decision = inner.Judge(seen);
        return decision is Decision.Continue && IsTurnOver(seen) && HasToYield(seen.Iteration / turn)
            ? Decision.Pause.Instance : decision;
    }

    // A new trial has had no turn at all, so it goes first, if the inner scheduler wants one at all.
    public Proposal Propose(bool mayStartNew)
    {
        var proposal = inner.Propose(mayStartNew);
        return proposal is Proposal.New or Proposal.Resume || Next() is not { } next
            ? proposal : new Proposal.Resume(next);
    }

    public int NextMilestone(TrialId trial, int iteration)
    {
        var had = TurnsOf(_live.GetValueOrDefault(trial), iteration);
        return (int)Math.Min(inner.NextMilestone(trial, iteration), Math.Min((had + 1L) * turn, int.MaxValue));
    }

    public void Observe(TrialFact fact)
    {
        var share = _live.GetValueOrDefault(fact.Trial);
        switch (fact)
        {
            case TrialFact.Added added:
                _added += added.ByHand ? 0 : 1;
                _live[fact.Trial] = share;
                break;
            case TrialFact.Reopened reopened:
                _live[fact.Trial] = new Share(reopened.Iteration / turn, ShareState.Trains);
                break;
            case TrialFact.Judged judged:
                Take(judged, share);
                return;
            case TrialFact.Parked when share.State == ShareState.Yields:
                _live[fact.Trial] = share with { State = ShareState.Waits };
                return;
            case TrialFact.Resumed when share.State == ShareState.Waits:
                _live[fact.Trial] = share with { State = ShareState.Trains };
                return;
            case TrialFact.Resumed { As: { } clone }:
                _live[fact.Trial] = share with { Turns = TurnsOf(share, clone.Checkpoint.Iteration) };
                break;
            case TrialFact.Parked:
                _live[fact.Trial] = share with { State = ShareState.Trains };
                break;
            case TrialFact.Ended:
                _live.Remove(fact.Trial);
                break;
            default:
                break;
        }

        inner.Observe(fact);
    }

    public IEnumerable<string> Wanted() => inner.Wanted();

    public void Carry(MemoryCarrier by)
    {
        by.Map(_live, static (by, id) => by.Trial(id), Share.Carry);
        _added = by.Number(_added);
        by.Inner(inner);
    }

    // Whose a pause is, is asked of the inner scheduler before it hears of the report. After a crash a pause may be
    // repeated further on: then it is still whose it was.
    private void Take(TrialFact.Judged judged, Share share)
    {
        // A clone also has the turns behind it that its weights have had.
        var copied = judged.Decision is Decision.CloneFrom clone ? clone.Checkpoint.Iteration : 0;
        var turns = TurnsOf(share, Math.Max(judged.Seen.Iteration, copied));
        var isPause = judged.Decision is Decision.Pause;
        var isOurs = isPause && (share.State == ShareState.Yields
            || (share.State != ShareState.Leaves && inner.Judge(judged.Seen) is Decision.Continue));
        _live[judged.Trial] = new Share(
            turns, isOurs ? ShareState.Yields : isPause ? ShareState.Leaves : ShareState.Trains);
        inner.Observe(isOurs ? judged with { Decision = Decision.Continue.Instance } : judged);
    }

    private int TurnsOf(Share share, int iteration) => Math.Max(share.Turns, iteration / turn);

    private bool IsTurnOver(in Observation seen) =>
        seen.Iteration / turn > _live.GetValueOrDefault(seen.Trial).Turns;

    private bool HasToYield(int turns) => _added < trials
        || _live.Values.Any(share => share.State == ShareState.Waits && share.Turns <= turns);

    private TrialId? Next()
    {
        var waiting = _live.Where(entry => entry.Value.State == ShareState.Waits);
        return waiting.Any() ? waiting.MinBy(entry => (entry.Value.Turns, entry.Key)).Key : null;
    }
}
