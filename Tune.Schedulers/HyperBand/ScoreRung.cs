using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.HyperBand;

/// <summary>A rung where one score ranks the trials.</summary>
internal sealed class ScoreRung : BracketRung
{
    private readonly RankTree<Standing> _came = new();
    private readonly SortedSet<Standing> _waiting = [];

    public override TrialId? Best => _waiting.Count > 0 ? _waiting.Min.Trial : null;

    public override IEnumerable<TrialId> Waiting => _waiting.Select(standing => standing.Trial);

    public override void Record(in Observation seen)
    {
        if (!seen.Score.IsWorst)
        {
            _came.Add(new Standing(seen.Score, seen.Trial));
        }
    }

    public override void Withdraw(Score score, TrialId trial)
    {
        if (!score.IsWorst)
        {
            _came.Remove(new Standing(score, trial));
        }
    }

    public override int Better(in Observation seen) => _came.CountBelow(new Standing(seen.Score, seen.Trial));

    public override void Park(Score score, TrialId trial) => _waiting.Add(new Standing(score, trial));

    public override void Unpark(Score score, TrialId trial) => _waiting.Remove(new Standing(score, trial));

    public override void Carry(MemoryCarrier by)
    {
        base.Carry(by);
        _came.Carry(by, Standing.Carry);
        by.Set(_waiting, Standing.Carry);
    }
}
