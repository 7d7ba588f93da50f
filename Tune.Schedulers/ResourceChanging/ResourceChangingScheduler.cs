using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Schedulers.ResourceChanging;

/// <summary>
/// The inner scheduler never hears of a change of slots: to it, a trial that waits for its slots goes on training. Its
/// own pauses pass through as they are.
/// </summary>
internal sealed class ResourceChangingScheduler(
    IScheduler inner, int interval, SlotPolicy policy, int most, bool isSecondSlotLast)
    : ISlotSharing, ICarriesMemory
{
    private readonly SortedDictionary<TrialId, Holder> _live = [];

    // Those of them that wait for their slots; never many, because one that waits goes first.
    private readonly SortedSet<TrialId> _waiting = [];

    public int SlotsMax => most;

    public Decision Judge(in Observation seen) => inner.Judge(seen);

    // Without a checkpoint to go on from a pause would cost the trial.
    public Decision Judge(in Observation seen, SlotView node)
    {
        var decision = inner.Judge(seen);
        return decision is Decision.Continue && seen.Checkpoint is not null
            && seen.Iteration / interval > _live.GetValueOrDefault(seen.Trial).Looks && Changes(Known(seen), node)
            ? Decision.Pause.Instance : decision;
    }

    // Who waits for slots had some, and has not been taken off by anybody.
    public Proposal Propose(bool mayStartNew) =>
        _waiting.Count > 0 ? new Proposal.Resume(_waiting.Min) : inner.Propose(mayStartNew);

    public int SlotsFor(TrialId trial, SlotView node)
    {
        var owner = _live.GetValueOrDefault(trial);
        var others = _waiting.Count - (_waiting.Contains(trial) ? 1 : 0) + node.Pending;

        // What starts takes one slot: whoever starts next shall find one too.
        if (owner.Looks == 0 && owner.State != HolderState.Waits)
        {
            return 1;
        }

        // How many could start is not known here, so what is left beside them is not either.
        var couldStart = CouldStart(node);
        if (couldStart && isSecondSlotLast)
        {
            return 1;
        }

        var isWanted = node.Pending > 0 || couldStart;
        var claims = node.Taken.Count + others + (isWanted ? 1 : 0);
        var due = policy == SlotPolicy.Even
            ? Share(node.Held, claims + 1, up: !isWanted)
            : !isWanted && IsTop(trial, owner, node) ? node.Free - others : 1;
        return Math.Clamp(due, 1, most);
    }

    public int NextMilestone(TrialId trial, int iteration)
    {
        var next = ((long)Math.Max(_live.GetValueOrDefault(trial).Looks, iteration / interval) + 1) * interval;
        return (int)Math.Min(inner.NextMilestone(trial, iteration), Math.Min(next, int.MaxValue));
    }

    public void Observe(TrialFact fact)
    {
        var holder = _live.GetValueOrDefault(fact.Trial);
        switch (fact)
        {
            case TrialFact.Added:
                _live[fact.Trial] = holder;
                break;
            case TrialFact.Reopened reopened:
                _live[fact.Trial] = holder with { Looks = reopened.Iteration / interval };
                break;
            case TrialFact.Judged judged:
                Take(judged, holder);
                return;
            case TrialFact.Parked when holder.State == HolderState.Leaves:
                _live[fact.Trial] = holder with { State = HolderState.Waits };
                _waiting.Add(fact.Trial);
                return;
            case TrialFact.Resumed when _waiting.Remove(fact.Trial):
                _live[fact.Trial] = holder with { State = HolderState.Trains };
                return;
            case TrialFact.Parked or TrialFact.Resumed:
                _live[fact.Trial] = holder with { State = HolderState.Trains };
                break;
            case TrialFact.Ended:
                _live.Remove(fact.Trial);
                _waiting.Remove(fact.Trial);
                break;
            default:
                break;
        }

        inner.Observe(fact);
    }

    public IEnumerable<string> Wanted() => inner.Wanted();

    public void Carry(MemoryCarrier by)
    {
        by.Map(_live, static (by, id) => by.Trial(id), Holder.Carry);
        by.Set(_waiting, static (by, id) => by.Trial(id));
        by.Inner(inner);
    }

    // Whose a pause is, is asked of the inner scheduler before it hears of the report. After a crash a pause may be
    // repeated further on: then it is still whose it was.
    private void Take(TrialFact.Judged judged, Holder holder)
    {
        var isPause = judged.Decision is Decision.Pause;
        var isOurs = isPause && (holder.State == HolderState.Leaves
            || (holder.State != HolderState.Pauses && inner.Judge(judged.Seen) is Decision.Continue));
        _live[judged.Trial] = new Holder(
            Math.Max(holder.Looks, judged.Seen.Iteration / interval), Known(judged.Seen).Score,
            isOurs ? HolderState.Leaves : isPause ? HolderState.Pauses : HolderState.Trains);
        inner.Observe(isOurs ? judged with { Decision = Decision.Continue.Instance } : judged);
    }

    // A report without the objective leaves a trial as good as it was.
    private Observation Known(in Observation seen) =>
        seen.IsPartial ? seen with { Score = _live.GetValueOrDefault(seen.Trial).Last } : seen;

    private bool Changes(in Observation seen, SlotView node)
    {
        var trial = seen.Trial;
        var has = node.Taken.FirstOrDefault(share => share.Trial == trial).Slots;
        if (has == 0)
        {
            return false;
        }

        var free = node.Free;
        if (free < 0)
        {
            // Somebody else is to have some of them.
            return has > 1;
        }

        return free > 0
            ? has < most && _waiting.Count == 0 && !IsWanted(node) && IsDueMore(seen, has, node)
            : has > 1 && IsDueLess(seen, has, node);
    }

    private bool IsDueMore(in Observation seen, int has, SlotView node) => policy == SlotPolicy.Even
        ? has < Share(node.Held, node.Taken.Count, up: true)
        : IsTop(seen.Trial, new Holder(0, seen.Score, HolderState.Trains), node);

    // Either a trial waits that could run in one of them, or a trial beside it has too few.
    private bool IsDueLess(in Observation seen, int has, SlotView node)
    {
        if (has > Share(node.Held, node.Taken.Count + 1, up: false) && IsWanted(node))
        {
            return true;
        }

        var due = Math.Min(Share(node.Held, node.Taken.Count, up: false), most);
        return policy == SlotPolicy.Even
            ? has > Share(node.Held, node.Taken.Count, up: true) && node.Taken.Any(share => share.Slots < due)
            : node.Taken.Count > 1 && !IsTop(seen.Trial, new Holder(0, seen.Score, HolderState.Trains), node);
    }

    private bool IsWanted(SlotView node) => node.Pending > 0 || CouldStart(node);

    private bool CouldStart(SlotView node) => inner.Propose(node.MayStartNew()) is Proposal.New or Proposal.Resume;

    private bool IsTop(TrialId trial, Holder holder, SlotView node) => node.Taken.All(share =>
        share.Trial == trial || !_live.TryGetValue(share.Trial, out var other) || holder.Last > other.Last
        || (!(other.Last > holder.Last) && trial.CompareTo(share.Trial) < 0));

    // The share of one of so many: where slots are left over, either those that come first get one more, or nobody.
    private static int Share(int slots, int among, bool up) =>
        Math.Max(1, (slots + (up ? among - 1 : 0)) / Math.Max(1, among));
}
