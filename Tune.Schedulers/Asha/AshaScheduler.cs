using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Milestones;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Asha;

/// <summary>
/// What both variants share: the rungs, who stands where, and when a report meets a rung. See README.md beside this
/// file for the paper, the symbols and the differences.
/// </summary>
internal abstract class AshaScheduler(AshaOptions options, AlgorithmContext context)
    : IScheduler, ICarriesMemory
{
    private readonly BracketDraw _brackets = new(context.Seed, options.Brackets);
    private readonly Dictionary<TrialId, AshaTrial> _live = [];

    // Those that failed with something recorded of them, should they begin again.
    private readonly Dictionary<TrialId, AshaTrial> _failed = [];

    private readonly Decision.Stop _budgetUsed =
        new(StopReason.BudgetUsed, $"trained its {options.MaxIterations} iterations");

    // Only where one score does not say which of two results is better.
    private readonly Goals? _goals = Goals.Beyond(context);

    private int _parked;

    protected RungLadder Ladder { get; } = new(options);

    protected Objective Objective { get; } = context.Objective;

    /// <summary>Trials that hold a slot or will get one back without being asked for.</summary>
    protected int Running => _live.Count - _parked;

    public Decision Judge(in Observation seen)
    {
        if (seen.Iteration >= options.MaxIterations)
        {
            return _budgetUsed;
        }

        return seen.IsPartial ? Decision.Continue.Instance
            : _goals is null ? JudgeChecked(seen) : JudgeChecked(_goals.Checked(seen));
    }

    public abstract Proposal Propose(bool mayStartNew);

    public int NextMilestone(TrialId trial, int iteration)
    {
        var known = Find(trial);
        var next = Math.Max(known.Rung + 1, known.Bracket);
        var milestone = next < Ladder.Count ? Ladder.IterationOf(next) : options.MaxIterations;
        return Math.Max(milestone, Milestone.After(iteration));
    }

    public void Observe(TrialFact fact)
    {
        var trial = Find(fact.Trial);
        switch (fact)
        {
            case TrialFact.Added:
                _live[fact.Trial] = trial;
                break;
            case TrialFact.Reopened:
                Withdraw(fact.Trial);
                _live[fact.Trial] = trial;
                break;
            case TrialFact.Judged { Seen.IsPartial: false } judged:
                Record(trial, _goals is null ? judged.Seen : _goals.Checked(judged.Seen));
                break;
            case TrialFact.Parked:
                Park(fact.Trial, trial);
                break;
            case TrialFact.Resumed:
                Unpark(fact.Trial, trial);
                break;
            case TrialFact.Ended ended:
                Unpark(fact.Trial, trial);
                _live.Remove(fact.Trial);
                if (ended.Status == TrialStatus.Errored && trial.Mark is not null)
                {
                    _failed[fact.Trial] = trial;
                }

                break;
            default:
                break;
        }
    }

    public virtual void Carry(MemoryCarrier by)
    {
        by.Map(_live, static (by, id) => by.Trial(id), AshaTrial.Carry);
        by.Map(_failed, static (by, id) => by.Trial(id), AshaTrial.Carry);
        _parked = by.Number(_parked);
    }

    /// <summary>What happens to a trial that meets a rung with a usable score.</summary>
    protected abstract Decision JudgeAt(int bracket, int rung, in Observation seen);

    /// <summary>A trial's first report at or above a rung.</summary>
    protected abstract void RecordAt(int bracket, int rung, in Observation seen);

    /// <summary>What a trial had reported there counts no more: it begins again.</summary>
    protected abstract void WithdrawAt(int bracket, int rung, Score score, TrialId trial);

    /// <summary>From now on the trial waits at its rung.</summary>
    protected virtual void Parked(TrialId id, in AshaTrial trial)
    {
    }

    /// <summary>From now on the trial no longer waits at its rung.</summary>
    protected virtual void Unparked(in AshaTrial trial)
    {
    }

    /// <summary>With which score a trial waits at a rung; null if it does not.</summary>
    protected Score? ParkedAt(TrialId trial, int rung) =>
        _live.TryGetValue(trial, out var known) && known.IsParked && known.Rung == rung ? known.Score : null;

    protected static Decision.Stop Cull(string why) => new(StopReason.Culled, why);

    private Decision JudgeChecked(in Observation seen)
    {
        var trial = Find(seen.Trial);
        var rung = RungMet(trial, seen.Iteration);
        return rung == RungLadder.None ? Decision.Continue.Instance
            : seen.Score.IsWorst
                ? Cull($"no usable {_goals?.Names ?? Objective.Metric} at rung {Ladder.IterationOf(rung)}")
            : JudgeAt(trial.Bracket, rung, seen);
    }

    private AshaTrial Find(TrialId trial) =>
        _live.TryGetValue(trial, out var known)
            ? known
            : new(_brackets.Of(trial), Mark: null, IsParked: false);

    // The highest rung at or below the iteration, unless the trial was recorded there or higher before. A trial that
    // jumps over rungs is therefore missing in those, and never turns up there later with a score of more training.
    private int RungMet(AshaTrial trial, int iteration)
    {
        var rung = Ladder.HighestAt(iteration);
        return rung >= trial.Bracket && rung > trial.Rung ? rung : RungLadder.None;
    }

    private void Record(AshaTrial trial, in Observation seen)
    {
        var rung = seen.Iteration < options.MaxIterations ? RungMet(trial, seen.Iteration) : RungLadder.None;
        if (rung != RungLadder.None)
        {
            RecordAt(trial.Bracket, rung, seen);
            _live[seen.Trial] = trial with { Mark = new(rung, seen.Score, trial.Mark) };
        }
    }

    private void Withdraw(TrialId id)
    {
        _failed.Remove(id, out var trial);
        foreach (var mark in RungMark<Score>.From(trial.Mark))
        {
            WithdrawAt(trial.Bracket, mark.Rung, mark.Result, id);
        }
    }

    private void Park(TrialId id, AshaTrial trial)
    {
        if (!trial.IsParked)
        {
            _parked++;
            _live[id] = trial with { IsParked = true };
            Parked(id, trial);
        }
    }

    private void Unpark(TrialId id, AshaTrial trial)
    {
        if (trial.IsParked)
        {
            _parked--;
            _live[id] = trial with { IsParked = false };
            Unparked(trial);
        }
    }
}
