using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Asha;

/// <summary>
/// The paper's variant (Algorithm 2): every trial pauses at every rung. A free slot goes to the best trial that is
/// among the best 1/eta of its rung and waits there, looking at the highest rung first; if there is none, a new trial
/// grows the lowest rung.
/// </summary>
internal sealed class PromotionAsha : AshaScheduler
{
    private readonly int _reductionFactor;
    private readonly IPromotionRung[][] _rungs;

    public PromotionAsha(AshaOptions options, AlgorithmContext context)
        : base(options, context)
    {
        _reductionFactor = options.ReductionFactor;
        _rungs = Goals.Beyond(context) is { } goals
            ? Ladder.ForEach<IPromotionRung>(options.Brackets, () => new ParetoPromotionRung(goals))
            : Ladder.ForEach<IPromotionRung>(options.Brackets, () => new PromotionRung());
    }

    /// <summary>The lowest rung from which nobody is promoted; default none. A scheduler that widens the ladder step by
    /// step raises it when it is told a fact.</summary>
    public int Top { get; set; } = int.MaxValue;

    public override Proposal Propose(bool mayStartNew)
    {
        for (var rung = Math.Min(Ladder.Count, Top) - 1; rung >= 0; rung--)
        {
            for (var bracket = 0; bracket < _rungs.Length && bracket <= rung; bracket++)
            {
                if (_rungs[bracket][rung].Promotable(_reductionFactor) is { } trial)
                {
                    return new Proposal.Resume(trial);
                }
            }
        }

        return mayStartNew ? Proposal.New.Instance
            : Running > 0 ? Proposal.Wait.Instance
            : Proposal.Exhausted.Instance;
    }

    public override void Carry(MemoryCarrier by)
    {
        base.Carry(by);
        Top = by.Number(Top);
        foreach (var rung in _rungs.SelectMany(bracket => bracket))
        {
            rung.Carry(by);
        }
    }

    protected override Decision JudgeAt(int bracket, int rung, in Observation seen) => Decision.Pause.Instance;

    protected override void RecordAt(int bracket, int rung, in Observation seen) =>
        _rungs[bracket][rung].Record(seen);

    protected override void WithdrawAt(int bracket, int rung, Score score, TrialId trial) =>
        _rungs[bracket][rung].Withdraw(score, trial);

    protected override void Parked(TrialId id, in AshaTrial trial)
    {
        if (trial.Rung != RungLadder.None && !trial.Score.IsWorst)
        {
            _rungs[trial.Bracket][trial.Rung].Park(trial.Score, id);
        }
    }

    protected override void Unparked(in AshaTrial trial)
    {
        var rung = trial.Rung;
        if (rung != RungLadder.None)
        {
            _rungs[trial.Bracket][rung].Tidy(id => ParkedAt(id, rung));
        }
    }
}
