using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Asha;

/// <summary>
/// The stopping variant: at a rung a trial is stopped if its score is below the (1 - 1/eta) quantile of the scores that
/// came to that rung before it. Its own score joins them either way. The first to arrive passes, and so do ties.
/// </summary>
internal sealed class StoppingAsha : AshaScheduler
{
    private readonly int _reductionFactor;
    private readonly StoppingRung[][] _rungs;

    public StoppingAsha(AshaOptions options, AlgorithmContext context)
        : base(options, context)
    {
        _reductionFactor = options.ReductionFactor;
        _rungs = Ladder.ForEach<StoppingRung>(options.Brackets);
    }

    public override Proposal Propose(bool mayStartNew) =>
        mayStartNew ? Proposal.New.Instance : Proposal.Exhausted.Instance;

    public override void Carry(MemoryCarrier by)
    {
        base.Carry(by);
        foreach (var rung in _rungs.SelectMany(bracket => bracket))
        {
            rung.Carry(by);
        }
    }

    protected override Decision JudgeAt(int bracket, int rung, in Observation seen)
    {
        var score = seen.Score;
        if (_rungs[bracket][rung].Cut(_reductionFactor) is not { } cut || !(score.Value < cut))
        {
            return Decision.Continue.Instance;
        }

        var (own, limit) = (Objective.ValueOf(score), Objective.ValueOf(Score.Of(cut, Mode.Max)));
        var side = Objective.Mode == Mode.Max ? "below" : "above";
        return Cull(FormattableString.Invariant(
            $"{own:G6} {side} the cut {limit:G6} at rung {Ladder.IterationOf(rung)}"));
    }

    protected override void RecordAt(int bracket, int rung, in Observation seen) =>
        _rungs[bracket][rung].Record(seen.Score);

    protected override void WithdrawAt(int bracket, int rung, Score score, TrialId trial) =>
        _rungs[bracket][rung].Withdraw(score);
}
