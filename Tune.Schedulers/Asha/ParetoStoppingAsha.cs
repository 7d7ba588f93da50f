using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Asha;

/// <summary>
/// The stopping variant for several objectives or constraints: at a rung a trial is stopped if more than (n - 1) / eta
/// of the n that came before it are ahead of it. Where one score decides, that is the quantile of
/// <see cref="StoppingAsha"/> without interpolation.
/// </summary>
internal sealed class ParetoStoppingAsha : AshaScheduler
{
    private readonly int _reductionFactor;
    private readonly ParetoRanking[][] _rungs;

    public ParetoStoppingAsha(AshaOptions options, AlgorithmContext context)
        : base(options, context)
    {
        var goals = new Goals(context);
        _reductionFactor = options.ReductionFactor;
        _rungs = Ladder.ForEach(options.Brackets, () => new ParetoRanking(goals));
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
        var ranking = _rungs[bracket][rung];
        if (ranking.Count == 0)
        {
            return Decision.Continue.Instance;
        }

        var (ahead, most) = (ranking.Ahead(seen), (ranking.Count - 1) / _reductionFactor);
        return ahead <= most
            ? Decision.Continue.Instance
            : Cull($"{ahead} of {ranking.Count} are ahead at rung {Ladder.IterationOf(rung)}, and {most} may be");
    }

    protected override void RecordAt(int bracket, int rung, in Observation seen)
    {
        if (!seen.Score.IsWorst)
        {
            _rungs[bracket][rung].Record(seen);
        }
    }

    protected override void WithdrawAt(int bracket, int rung, Score score, TrialId trial) =>
        _rungs[bracket][rung].Remove(trial);
}
