using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.HyperBand;

/// <summary>A rung where several objectives or constraints rank the trials.</summary>
internal sealed class ParetoRung(Goals goals) : BracketRung
{
    private readonly ParetoRanking _came = new(goals);
    private readonly SortedSet<TrialId> _waiting = [];

    // Who waits without having been recorded comes last.
    public override TrialId? Best => _waiting.Count == 0 ? null : Waiting.First();

    public override IEnumerable<TrialId> Waiting =>
        _came.Order.Where(_waiting.Contains).Concat(_waiting.Except(_came.Order));

    public override void Record(in Observation seen)
    {
        if (!seen.Score.IsWorst)
        {
            _came.Record(seen);
        }
    }

    public override void Withdraw(Score score, TrialId trial) => _came.Remove(trial);

    public override int Better(in Observation seen) => _came.Dominating(seen);

    public override void Park(Score score, TrialId trial) => _waiting.Add(trial);

    public override void Unpark(Score score, TrialId trial) => _waiting.Remove(trial);

    public override void Carry(MemoryCarrier by)
    {
        base.Carry(by);
        _came.Carry(by);
        by.Set(_waiting, static (by, id) => by.Trial(id));
    }
}
