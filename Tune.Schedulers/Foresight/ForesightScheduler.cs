using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Milestones;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Foresight;

/// <summary>See README.md beside this file for where the rule comes from and its symbols.</summary>
internal sealed class ForesightScheduler : IScheduler, ICarriesMemory
{
    private readonly AshaOptions _options;
    private readonly Objective _objective;

    // Only where one score does not say which of two results is better.
    private readonly Goals? _goals;
    private readonly RungLadder _ladder;
    private readonly ForesightRung[] _rungs;
    private readonly Dictionary<TrialId, ForesightTrial> _live = [];

    // What is recorded of those that failed, should they begin again.
    private readonly Dictionary<TrialId, RungMark<Worth>> _failed = [];
    private readonly Decision.Stop _budgetUsed;

    public ForesightScheduler(AshaOptions options, AlgorithmContext context)
    {
        (_options, _objective, _ladder) = (options, context.Objective, new RungLadder(options));
        _goals = Goals.Beyond(context);
        _rungs = _ladder.ForEach(brackets: 1, () => new ForesightRung(_goals))[0];
        _budgetUsed = new Decision.Stop(StopReason.BudgetUsed, $"trained its {options.MaxIterations} iterations");
    }

    public Decision Judge(in Observation seen)
    {
        if (IsThrough(seen))
        {
            return _budgetUsed;
        }

        return seen.IsPartial ? Decision.Continue.Instance : JudgeChecked(_goals?.Checked(seen) ?? seen);
    }

    public Proposal Propose(bool mayStartNew) =>
        mayStartNew ? Proposal.New.Instance : Proposal.Exhausted.Instance;

    public int NextMilestone(TrialId trial, int iteration)
    {
        var next = Find(trial).Rung + 1;
        var milestone = next < _ladder.Count ? _ladder.IterationOf(next) : _options.MaxIterations;
        return Math.Max(milestone, Milestone.After(iteration));
    }

    public void Observe(TrialFact fact)
    {
        switch (fact)
        {
            case TrialFact.Added:
                _live[fact.Trial] = Find(fact.Trial);
                break;
            case TrialFact.Reopened:
                Withdraw(fact.Trial);
                _live[fact.Trial] = Find(fact.Trial);
                break;
            case TrialFact.Judged judged when !judged.Seen.IsPartial || IsThrough(judged.Seen):
                Record(_goals?.Checked(judged.Seen) ?? judged.Seen);
                break;
            case TrialFact.Ended ended:
                if (_live.Remove(ended.Trial, out var trial) && ended.Status == TrialStatus.Errored
                    && trial.Mark is { } mark)
                {
                    _failed[ended.Trial] = mark;
                }

                break;
            default:
                break;
        }
    }

    public void Carry(MemoryCarrier by)
    {
        Array.ForEach(_rungs, rung => rung.Carry(by));
        by.Map(_live, static (by, id) => by.Trial(id), ForesightTrial.Carry);
        by.Map(
            _failed,
            static (by, id) => by.Trial(id),
            static (by, mark) => RungMark<Worth>.Carry(by, mark, Worth.Carry)
                ?? throw new InvalidDataException("a trial that failed has nothing recorded"));
    }

    private bool IsThrough(in Observation seen) => seen.Iteration >= _options.MaxIterations;

    private Decision JudgeChecked(in Observation seen)
    {
        var trial = Find(seen.Trial);
        var rung = _ladder.HighestAt(seen.Iteration);
        if (rung <= trial.Rung)
        {
            return Decision.Continue.Instance;
        }

        var at = _ladder.IterationOf(rung);
        if (seen.Score.IsWorst)
        {
            return new Decision.Stop(
                StopReason.Culled, $"no usable {_goals?.Names ?? _objective.Metric} at rung {at}");
        }

        var best = Better(trial.Best, Worth.Of(_goals, seen));
        if (_rungs[rung].Passes(seen.Trial, best, _options.ReductionFactor))
        {
            return Decision.Continue.Instance;
        }

        var what = _goals is null
            ? FormattableString.Invariant($"{_objective.ValueOf(Score.Of(best.Score, Mode.Max)):G6} is behind")
            : best.Violation > 0 ? "behind, as it breaks a constraint,"
            : "too many others are ahead";
        return new Decision.Stop(StopReason.Culled, FormattableString.Invariant(
            $"{what} at rung {at}, whose order agrees with the next one's by {_rungs[rung].Concordance:0.00}"));
    }

    // What neither beats is the newer one.
    private static Worth Better(in Worth? old, in Worth now) =>
        old is { } before && before.Against(now) > 0 ? before : now;

    private ForesightTrial Find(TrialId trial) =>
        _live.TryGetValue(trial, out var known) ? known : new(RungLadder.None, null, null, null);

    private void Withdraw(TrialId trial)
    {
        _failed.Remove(trial, out var last);
        foreach (var mark in RungMark<Worth>.From(last))
        {
            _rungs[mark.Rung].Withdraw(trial, mark.Result);
        }
    }

    private void Record(in Observation seen)
    {
        var trial = Find(seen.Trial);
        var best = seen.Score.IsWorst ? trial.Best : Better(trial.Best, Worth.Of(_goals, seen));

        // The full budget counts as the rung above the highest one: it is what the highest one shall foretell.
        var rung = IsThrough(seen) ? _rungs.Length : _ladder.HighestAt(seen.Iteration);
        if (rung <= trial.Rung)
        {
            _live[seen.Trial] = trial with { Best = best };
            return;
        }

        _live[seen.Trial] = new ForesightTrial(rung, best, best, trial.Mark);
        if (best is not { } here)
        {
            return;
        }

        // Who jumped over a rung is missing there.
        if (trial.Rung == rung - 1 && rung > 0 && trial.AtRung is { } below)
        {
            _rungs[rung - 1].RecordNext(below, here);
        }

        if (rung < _rungs.Length && !seen.Score.IsWorst)
        {
            _rungs[rung].Record(seen.Trial, here);
            _live[seen.Trial] = new ForesightTrial(rung, best, best, new(rung, here, trial.Mark));
        }
    }
}
