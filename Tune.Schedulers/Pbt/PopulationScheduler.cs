using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Milestones;

namespace Tune.Schedulers.Pbt;

/// <summary>
/// The life of a population: who trains, who makes room at a boundary, who copies whom. See README.md beside this file
/// for the paper, the symbols and the differences. What a clone's new configuration is, the explorer says.
/// </summary>
internal sealed class PopulationScheduler(
    PopulationOptions options, PbtSelection selection, IExplorer explorer, AlgorithmContext context)
    : IScheduler, ICarriesMemory
{
    // The latest there is, whatever the round.
    private const int Latest = int.MaxValue;

    private readonly SortedDictionary<TrialId, Member> _members = [];
    private readonly Decision.Stop _budgetUsed =
        new(StopReason.BudgetUsed, $"trained its {options.MaxIterations} iterations");

    private int _added;

    private IEnumerable<Member> Live => _members.Values.Where(member => member.Phase != Phase.Over);

    public Decision Judge(in Observation seen)
    {
        if (seen.Iteration >= options.MaxIterations)
        {
            return _budgetUsed;
        }

        var round = RoundOf(seen.Iteration);
        if (seen.IsPartial || !_members.TryGetValue(seen.Trial, out var member) || round <= member.Boundary)
        {
            return Decision.Continue.Instance;
        }

        // Without its weights it could neither give nor go on later. Who pauses is asked for them once more, and told
        // what to do about it if there are none.
        if (seen.Checkpoint is null || options.Synchronous || HasToYield(round))
        {
            return Decision.Pause.Instance;
        }

        var snapshot = new Snapshot(Worth(seen), round, seen.Iteration, seen.Checkpoint, member.Config);
        return (Decision?)Clone(member.Id, snapshot, Latest) ?? Decision.Continue.Instance;
    }

    public Proposal Propose(bool mayStartNew)
    {
        if (mayStartNew)
        {
            return Proposal.New.Instance;
        }

        if (Next() is { } next)
        {
            var round = options.Synchronous ? next.Boundary : Latest;
            var clone = next.AsOf(round) is { } snapshot ? Clone(next.Id, snapshot, round) : null;
            return new Proposal.Resume(next.Id, clone);
        }

        return Live.Any() ? Proposal.Wait.Instance : Proposal.Exhausted.Instance;
    }

    public int NextMilestone(TrialId trial, int iteration)
    {
        var behind = _members.TryGetValue(trial, out var member) ? member.Boundary : 0;
        var boundary = member?.IsOverdue == true
            ? 0 : (Math.Max(behind, RoundOf(iteration)) + 1L) * options.Interval;
        var milestone = (int)Math.Min(boundary, options.MaxIterations);
        return Math.Max(milestone, Milestone.After(iteration));
    }

    public void Observe(TrialFact fact)
    {
        if (fact is TrialFact.Added added)
        {
            _members[fact.Trial] = NewMember(fact.Trial, added.Config);
            _added += added.ByHand ? 0 : 1;
        }
        else if (fact is TrialFact.Reopened reopened)
        {
            _members[fact.Trial] = NewMember(fact.Trial, reopened.Config, RoundOf(reopened.Iteration));
        }
        else if (_members.TryGetValue(fact.Trial, out var member))
        {
            Observe(member, fact);
        }
    }

    // Everything that can still be copied, as long as there is someone to copy it.
    public IEnumerable<string> Wanted() => !Live.Any() ? [] :
        from member in _members.Values
        from snapshot in member.Snapshots
        where snapshot.CanDonate
        select snapshot.Checkpoint!.Digest;

    public void Carry(MemoryCarrier by)
    {
        by.Map(_members, static (by, id) => by.Trial(id), (by, member) =>
        {
            var id = by.Trial(member?.Id ?? default);
            member ??= NewMember(id, Configuration.Empty);
            member.Carry(by);
            return member;
        });
        _added = by.Number(_added);
        by.Inner(explorer);
    }

    private Member NewMember(TrialId id, Configuration config, int boundary = 0) =>
        new(id, config, snapshotsMax: options.Synchronous ? 3 : 1, boundary);

    private void Observe(Member member, TrialFact fact)
    {
        switch (fact)
        {
            case TrialFact.Judged judged:
                Reach(member, judged);
                break;
            case TrialFact.Parked parked:
                Park(member, parked);
                break;
            case TrialFact.Resumed resumed:
                member.Phase = Phase.Training;
                Become(member, resumed.As);
                break;
            case TrialFact.Ended ended:
                member.Phase = Phase.Over;
                explorer.Left(member.Id);
                if (ended.Status == TrialStatus.Errored)
                {
                    // What it trained with may be what broke it.
                    _members.Remove(member.Id);
                }

                break;
            default:
                break;
        }
    }

    private void Reach(Member member, TrialFact.Judged judged)
    {
        var seen = judged.Seen;
        var round = RoundOf(seen.Iteration);

        // A boundary behind which a trial says nothing of itself is met by its next whole report.
        if (seen.IsPartial)
        {
            member.IsOverdue = member.IsOverdue || round > member.Boundary;
        }

        // At the very end there is nothing left to train for anyone who would copy it.
        if (!seen.IsPartial && round > member.Boundary && seen.Iteration < options.MaxIterations)
        {
            var snapshot = new Snapshot(Worth(seen), round, seen.Iteration, seen.Checkpoint, member.Config);
            if (member.AsOf(Latest) is { } before)
            {
                explorer.Learn(member.Id, before, snapshot);
            }

            member.Reach(snapshot);
        }

        if (judged.Decision is Decision.Pause)
        {
            member.Phase = Phase.Pausing;
        }

        Become(member, judged.Decision as Decision.CloneFrom);
    }

    private static void Park(Member member, TrialFact.Parked parked)
    {
        member.Phase = Phase.Parked;
        if (member.AsOf(Latest) is { Checkpoint: null } last && last.Round == member.Boundary
            && parked.Checkpoint?.Iteration == last.Iteration)
        {
            member.Complete(last with { Checkpoint = parked.Checkpoint });
        }
    }

    // The weights are the donor's and so is the score, until it has one of its own. It cannot give what it has not
    // trained with.
    private void Become(Member member, Decision.CloneFrom? clone)
    {
        if (clone is null)
        {
            return;
        }

        var source = _members.TryGetValue(clone.Donor, out var donor)
            ? donor.Snapshots.LastOrDefault(snapshot => snapshot.Checkpoint == clone.Checkpoint) : default;
        var boundary = Math.Max(member.Boundary, RoundOf(clone.Checkpoint.Iteration));
        var snapshot = new Snapshot(
            source.Score, boundary + 1, clone.Checkpoint.Iteration, Checkpoint: null, clone.Config);
        member.Become(snapshot, boundary);
        explorer.Began(member.Id, snapshot);
    }

    // Someone who has trained no more waits for a slot, or has yet to begin.
    private bool HasToYield(int round) => _added < context.Trials
        || Live.Any(member => member.Phase == Phase.Parked && member.Boundary <= round);

    /// <summary>The least trained of those that wait. In step, only once nobody is on the way to where it
    /// waits.</summary>
    private Member? Next()
    {
        var next = Live.Where(member => member.Phase == Phase.Parked).MinBy(member => (member.Boundary, member.Id));
        return next is not null && options.Synchronous
            && Live.Any(member => member.Boundary < next.Boundary || member.Phase == Phase.Pausing) ? null : next;
    }

    private Decision.CloneFrom? Clone(TrialId trial, in Snapshot self, int round)
    {
        if (self.Iteration < options.BurnIn)
        {
            return null;
        }

        var turn = ((long)trial.Number << 32) | (uint)self.Round;
        var others = new List<(TrialId Id, Snapshot Snapshot)>(_members.Count);
        foreach (var member in _members.Values)
        {
            if (member.Id != trial && member.AsOf(round) is { } snapshot)
            {
                others.Add((member.Id, snapshot));
            }
        }

        return Selection.Donor(
            selection, options.QuantileFraction, _members.Count, others, trial, self.Score,
            KeyedRandom.For(context.Seed, "pbt/donor", turn)) is var (id, donor)
            ? new Decision.CloneFrom(id, donor.Checkpoint!, explorer.Explore(donor, turn))
            : null;
    }

    // What breaks a constraint is no result, however good it looks.
    private static Score Worth(in Observation seen) => seen.Violation > 0 ? Score.Worst : seen.Score;

    private int RoundOf(int iteration) => iteration / options.Interval;
}
