using System.Runtime.InteropServices;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Pasha;

/// <summary>
/// The paper's Algorithm 1: ASHA by promotion up to a top rung, which rises by one when the ranking of the trials that
/// came there is not the one they had a rung lower. See README.md beside this file for the symbols and the differences.
/// </summary>
internal sealed class PashaScheduler : IScheduler, ICarriesMemory
{
    private readonly PromotionAsha _asha;
    private readonly RungLadder _ladder;
    private readonly Dictionary<TrialId, PashaTrial> _live = [];
    private readonly int _iterationsMax;

    // Only where one score does not say which of two results is better.
    private readonly Goals? _goals;

    private SoftRanking _ranking = new();

    public PashaScheduler(AshaOptions rungs, AlgorithmContext context)
    {
        _ladder = new RungLadder(rungs);
        _iterationsMax = rungs.MaxIterations;
        _goals = Goals.Beyond(context);
        _asha = new PromotionAsha(rungs, context) { Top = Math.Min(1, _ladder.Count) };
    }

    public Decision Judge(in Observation seen) => _asha.Judge(seen);

    public Proposal Propose(bool mayStartNew) => _asha.Propose(mayStartNew);

    public int NextMilestone(TrialId trial, int iteration) => _asha.NextMilestone(trial, iteration);

    public void Observe(TrialFact fact)
    {
        _asha.Observe(fact);
        switch (fact)
        {
            case TrialFact.Judged { Seen.IsPartial: false } judged:
                Follow(_goals is null ? judged.Seen : _goals.Checked(judged.Seen));
                break;
            case TrialFact.Reopened:
                _ranking.Withdraw(fact.Trial);
                break;
            case TrialFact.Ended:
                _live.Remove(fact.Trial);
                break;
            default:
                break;
        }
    }

    public void Carry(MemoryCarrier by)
    {
        _asha.Carry(by);
        by.Map(_live, static (by, id) => by.Trial(id), PashaTrial.Carry);
        _ranking.Carry(by);
    }

    // Once R itself is open to all, nothing can rise any more and no ranking is kept.
    private void Follow(in Observation seen)
    {
        if (_asha.Top >= _ladder.Count || seen.Iteration >= _iterationsMax || seen.Score.IsWorst)
        {
            return;
        }

        ref var trial = ref CollectionsMarshal.GetValueRefOrAddDefault(_live, seen.Trial, out _);
        trial ??= new PashaTrial();
        var worth = Worth.Of(_goals, seen);
        trial.Curve.Add(new CurveValue(seen.Iteration, worth));
        var rung = _ladder.HighestAt(seen.Iteration);
        if (rung <= trial.Rung)
        {
            return;
        }

        var (below, before) = (trial.Rung, trial.AtRung);
        (trial.Rung, trial.AtRung) = (rung, worth);
        if (rung == _asha.Top && below == rung - 1)
        {
            _ranking.Add(new Contender(seen.Trial, before, worth, [.. trial.Curve]));
            if (!_ranking.IsStable())
            {
                _asha.Top++;
                _ranking = new SoftRanking();
            }
        }
    }
}
