using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Milestones;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.HyperBand;

/// <summary>
/// The paper's Algorithm 1. Every trial pauses at every rung of its bracket; when the last is there, the best go on.
/// While a bracket waits, free slots fill the next one. See README.md beside this file for the symbols and the
/// differences.
/// </summary>
internal sealed class HyperBandScheduler(HyperBandOptions options, AlgorithmContext context)
    : IScheduler, ICarriesMemory
{
    private readonly Band _band = new(options);
    private readonly Dictionary<TrialId, HyperBandTrial> _trials = [];
    private readonly Dictionary<int, Bracket> _open = [];
    private readonly Decision.Stop _budgetUsed =
        new(StopReason.BudgetUsed, $"trained its {options.MaxIterations} iterations");

    // The full brackets in which a trial can go on, so that a free slot need not look through all that are open.
    private readonly SortedSet<int> _ready = [];

    // Reopened when their brackets had been worked off: there is nobody left to compare them with.
    private readonly HashSet<TrialId> _strays = [];

    // Only the bracket of the last trial can be without its full number.
    private int _filling = -1;
    private int _parked;

    // Only where one score does not say which of two results is better.
    private readonly Goals? _goals = Goals.Beyond(context);

    public Decision Judge(in Observation seen) =>
        _goals is null ? JudgeChecked(seen) : JudgeChecked(_goals.Checked(seen));

    public Proposal Propose(bool mayStartNew)
    {
        var next = _ready.Count > 0 ? _open[_ready.Min].Next(mayStartNew)
            : _open.TryGetValue(_filling, out var filling) ? filling.Next(mayStartNew)
            : null;
        return next is { } trial ? new Proposal.Resume(trial)
            : mayStartNew ? Proposal.New.Instance
            : _trials.Count > _parked ? Proposal.Wait.Instance
            : Proposal.Exhausted.Instance;
    }

    public int NextMilestone(TrialId trial, int iteration)
    {
        // Whoever is compared with nobody is told nothing before the end.
        if (_strays.Contains(trial))
        {
            return Math.Max(options.MaxIterations, Milestone.After(iteration));
        }

        var known = Find(trial);
        var rungs = _band.PlanOf(known.Bracket).Rungs;
        var milestone = known.Rung + 1 < rungs.Length ? rungs[known.Rung + 1] : options.MaxIterations;
        return Math.Max(milestone, Milestone.After(iteration));
    }

    public void Observe(TrialFact fact)
    {
        if (fact is TrialFact.Added)
        {
            Add(fact.Trial);
        }
        else if (fact is TrialFact.Reopened)
        {
            Reopen(fact.Trial);
        }
        else if (fact is TrialFact.Ended)
        {
            _strays.Remove(fact.Trial);
        }

        // The trials of a bracket that is worked off are forgotten; nothing that happens to them matters.
        if (!_trials.TryGetValue(fact.Trial, out var trial))
        {
            return;
        }

        var bracket = _open[trial.Bracket];
        switch (fact)
        {
            case TrialFact.Judged { Seen.IsPartial: false } judged:
                Record(bracket, trial, _goals is null ? judged.Seen : _goals.Checked(judged.Seen));
                break;
            case TrialFact.Parked when !trial.IsParked:
                Park(bracket, fact.Trial, trial);
                break;
            case TrialFact.Resumed when trial.IsParked:
                Resume(bracket, fact.Trial, trial);
                break;
            case TrialFact.Ended ended:
                End(bracket, ended, trial);
                break;
            default:
                break;
        }

        Settle(trial.Bracket, bracket);
    }

    public void Carry(MemoryCarrier by)
    {
        by.Map(_trials, static (by, id) => by.Trial(id), HyperBandTrial.Carry);
        CarryOpen(by);
        by.Set(_ready, static (by, number) => by.Number(number));
        by.Set(_strays, static (by, id) => by.Trial(id));
        _filling = by.Number(_filling);
        _parked = by.Number(_parked);
    }

    private void CarryOpen(MemoryCarrier by)
    {
        var open = _open.Keys.Order().ToList();
        by.List(open, static (by, number) => by.Number(number));
        if (by.IsReading)
        {
            _open.Clear();
            open.ForEach(number => _open.Add(number, new Bracket(_band.PlanOf(number), _goals)));
        }

        open.ForEach(number => _open[number].Carry(by));
    }

    private Decision JudgeChecked(in Observation seen)
    {
        if (seen.Iteration >= options.MaxIterations)
        {
            return _budgetUsed;
        }

        if (seen.IsPartial || _strays.Contains(seen.Trial))
        {
            return Decision.Continue.Instance;
        }

        var trial = Find(seen.Trial);
        var plan = _band.PlanOf(trial.Bracket);
        var rung = RungMet(trial, seen.Iteration);
        if (rung == BracketPlan.None)
        {
            return Decision.Continue.Instance;
        }

        if (seen.Score.IsWorst)
        {
            return Cull($"no usable {_goals?.Names ?? context.Objective.Metric} at rung {plan.Rungs[rung]}");
        }

        // Whoever can no longer be among the best need not wait for the others, and its checkpoint can go.
        var places = plan.Places(rung, plan.Size);
        var better = _open.TryGetValue(trial.Bracket, out var open) ? open[rung].Better(seen) : 0;
        return better < places
            ? Decision.Pause.Instance
            : Cull($"not among the best {places} at rung {plan.Rungs[rung]} of bracket {trial.Bracket}");
    }

    private static Decision.Stop Cull(string why) => new(StopReason.Culled, why);

    private HyperBandTrial Find(TrialId trial) =>
        _trials.TryGetValue(trial, out var known)
            ? known
            : new(_band.BracketOf(trial), Mark: null, Goal: 0, IsParked: false);

    // The highest rung at or below the iteration, unless the trial was recorded there or higher before.
    private int RungMet(in HyperBandTrial trial, int iteration)
    {
        var rung = _band.PlanOf(trial.Bracket).HighestAt(iteration);
        return rung > trial.Rung ? rung : BracketPlan.None;
    }

    private void Add(TrialId id)
    {
        var trial = Find(id);
        _filling = trial.Bracket;
        if (!_open.TryGetValue(trial.Bracket, out var bracket))
        {
            _open[trial.Bracket] = bracket = new Bracket(_band.PlanOf(trial.Bracket), _goals);
        }

        bracket.Begin();
        _trials[id] = trial;
    }

    // It comes to the first rung of its bracket once more; it was among those that began there. What it had come to
    // before is its own: it neither stands in its way nor takes a second place.
    private void Reopen(TrialId id)
    {
        var trial = Find(id);
        if (_open.TryGetValue(trial.Bracket, out var bracket))
        {
            bracket.BeginAgain(id);
            _trials[id] = trial;
        }
        else
        {
            _strays.Add(id);
        }
    }

    private void Record(Bracket bracket, in HyperBandTrial trial, in Observation seen)
    {
        var rung = seen.Iteration < options.MaxIterations ? RungMet(trial, seen.Iteration) : BracketPlan.None;
        if (rung != BracketPlan.None)
        {
            bracket.Record(trial.Goal, rung, seen);
            _trials[seen.Trial] = trial with { Mark = new(rung, seen.Score, trial.Mark), Goal = rung };
        }
    }

    private void Park(Bracket bracket, TrialId id, in HyperBandTrial trial)
    {
        bracket[trial.Goal].Coming--;
        bracket[trial.Goal].Park(trial.Score, id);
        _trials[id] = trial with { IsParked = true };
        _parked++;
    }

    private void Resume(Bracket bracket, TrialId id, in HyperBandTrial trial)
    {
        bracket[trial.Goal].Unpark(trial.Score, id);
        bracket[trial.Goal].Beyond++;
        bracket[trial.Goal + 1].Coming++;
        _trials[id] = trial with { Goal = trial.Goal + 1, IsParked = false };
        _parked--;
    }

    private void End(Bracket bracket, TrialFact.Ended ended, in HyperBandTrial trial)
    {
        if (trial.IsParked)
        {
            bracket[trial.Goal].Unpark(trial.Score, ended.Trial);
            _parked--;
        }
        else
        {
            bracket[trial.Goal].Coming--;
        }

        _trials.Remove(ended.Trial);
        if (ended.Status == TrialStatus.Errored)
        {
            bracket.Failed[ended.Trial] = trial;
        }
    }

    private void Settle(int number, Bracket bracket)
    {
        if (!bracket.IsFull)
        {
            return;
        }

        if (bracket.Next(mayGrow: true) is not null)
        {
            _ready.Add(number);
            return;
        }

        _ready.Remove(number);
        if (bracket.IsIdle)
        {
            foreach (var loser in bracket.Waiting)
            {
                _trials.Remove(loser);
                _parked--;
            }

            _open.Remove(number);
        }
    }
}
