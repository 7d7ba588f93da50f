using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Asha;

/// <summary>A rung where several objectives or constraints rank the trials.</summary>
internal sealed class ParetoPromotionRung(Goals goals) : IPromotionRung
{
    private readonly ParetoRanking _all = new(goals);
    private readonly HashSet<TrialId> _waiting = [];
    private int _unusable;

    public void Record(in Observation seen)
    {
        if (seen.Score.IsWorst)
        {
            _unusable++;
        }
        else
        {
            _all.Record(seen);
        }
    }

    public void Withdraw(Score score, TrialId trial)
    {
        _unusable -= score.IsWorst ? 1 : 0;
        _all.Remove(trial);
    }

    public void Park(Score score, TrialId trial) => _waiting.Add(trial);

    public void Tidy(Func<TrialId, Score?> waiting) => _waiting.RemoveWhere(trial => waiting(trial) is null);

    public TrialId? Promotable(int reductionFactor)
    {
        var places = Math.Min((_all.Count + _unusable) / reductionFactor, _all.Count);
        for (var place = 0; place < places && _waiting.Count > 0; place++)
        {
            if (_waiting.Contains(_all.Order[place]))
            {
                return _all.Order[place];
            }
        }

        return null;
    }

    public void Carry(MemoryCarrier by)
    {
        _all.Carry(by);
        by.Set(_waiting, static (by, id) => by.Trial(id));
        _unusable = by.Number(_unusable);
    }
}
