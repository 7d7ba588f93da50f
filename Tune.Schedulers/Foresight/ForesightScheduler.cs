using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;

namespace Tune.Schedulers.Foresight;

/// <summary>See README.md beside this file for where the rule comes from and its symbols.</summary>
internal sealed class ForesightScheduler : IScheduler
{
    private readonly AshaOptions _options;
    private readonly Objective _objective;
    private readonly RungLadder _ladder;
    private readonly ForesightRung[] _rungs;
    private readonly Dictionary<TrialId, ForesightTrial> _live = [];
    private readonly Decision.Stop _budgetUsed;

    public ForesightScheduler(AshaOptions options, AlgorithmContext context)
    {
        (_options, _objective, _ladder) = (options, context.Objective, new RungLadder(options));
        _rungs = _ladder.ForEach<ForesightRung>(brackets: 1)[0];
        _budgetUsed = new Decision.Stop(StopReason.BudgetUsed, $"trained its {options.MaxIterations} iterations");
    }

    public Decision Judge(in Observation seen)
    {
        if (seen.Iteration >= _options.MaxIterations)
        {
            return _budgetUsed;
        }

        var trial = Find(seen.Trial);
        var rung = _ladder.HighestAt(seen.Iteration);
        if (rung <= trial.Rung)
        {
            return Decision.Continue.Instance;
        }

        var at = _ladder.IterationOf(rung);
        if (seen.Score.IsWorst)
        {
            return new Decision.Stop(StopReason.Culled, $"no usable {_objective.Metric} at rung {at}");
        }

        var best = Better(trial.Best, seen.Score);
        return _rungs[rung].Passes(best.Value, _options.ReductionFactor)
            ? Decision.Continue.Instance
            : new Decision.Stop(StopReason.Culled, FormattableString.Invariant(
                $"{_objective.ValueOf(best):G6} is behind at rung {at}, whose order agrees with the next one's by ")
                + FormattableString.Invariant($"{_rungs[rung].Concordance:0.00}"));
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
            case TrialFact.Judged judged:
                Record(judged.Seen);
                break;
            case TrialFact.Ended:
                _live.Remove(fact.Trial);
                break;
            default:
                break;
        }
    }

    private static Score Better(Score one, Score other) => one > other ? one : other;

    private ForesightTrial Find(TrialId trial) =>
        _live.TryGetValue(trial, out var known) ? known : new(RungLadder.None, Score.Worst, Score.Worst);

    private void Record(in Observation seen)
    {
        var trial = Find(seen.Trial);
        var best = Better(trial.Best, seen.Score);

        // The full budget counts as the rung above the highest one: it is what the highest one shall foretell.
        var rung = seen.Iteration >= _options.MaxIterations ? _rungs.Length : _ladder.HighestAt(seen.Iteration);
        if (rung <= trial.Rung)
        {
            _live[seen.Trial] = trial with { Best = best };
            return;
        }

        _live[seen.Trial] = new ForesightTrial(rung, best, best);
        if (best.IsWorst)
        {
            return;
        }

        // Who jumped over a rung is missing there.
        if (trial.Rung == rung - 1 && rung > 0 && !trial.AtRung.IsWorst)
        {
            _rungs[rung - 1].RecordNext(trial.AtRung.Value, best.Value);
        }

        if (rung < _rungs.Length && !seen.Score.IsWorst)
        {
            _rungs[rung].Record(best.Value);
        }
    }
}
