using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Foresight;

/// <summary>Who came to a rung, and how well the order there has foretold the order at the next one.</summary>
/// <param name="goals">Null where the score decides who is ahead.</param>
internal sealed class ForesightRung(Goals? goals)
{
    // Bounds the work of an arrival. The latest are also those that were let through by today's cuts.
    private const int Compared = 16;

    // Four comparisons with others say about as much as one that is independent of them.
    private const double Weight = 0.25;

    // What is believed before anything was seen: that cuts are right, until so many comparisons say otherwise.
    private const double Prior = 0.8;
    private const double PriorWeight = 8;

    // Below this concordance nobody is stopped, from the higher one on cuts are sharpest.
    private const double Blind = 0.2;
    private const double Clear = 0.8;
    private const double Sharpest = 1.5;

    private readonly RankTree<double> _turned = new();
    private readonly ParetoRanking? _fronts = goals is null ? null : new(goals);
    private readonly Queue<(Worth Here, Worth Next)> _latest = new();
    private double _agreed;
    private double _total;

    /// <summary>Kendall's tau between the order here and that at the next rung, drawn to the prior: -1 to 1.</summary>
    public double Concordance =>
        (2 * (_agreed + (PriorWeight * (1 + Prior) / 2)) / (_total + PriorWeight)) - 1;

    /// <summary>Whether a result is among those that go on: the best part of all that came, itself included.</summary>
    public bool Passes(TrialId trial, in Worth worth, int reductionFactor)
    {
        var sharpness = Sharpest * Math.Clamp((Concordance - Blind) / (Clear - Blind), 0, 1);
        var places = Math.Ceiling(Math.Pow(reductionFactor, -sharpness) * ((_fronts?.Count ?? _turned.Count) + 1));
        var ahead = _fronts?.Ahead(trial, worth) ?? _turned.CountBelow(-worth.Score);
        return ahead < Math.Max(1, places);
    }

    /// <summary>A trial has come to this rung.</summary>
    public void Record(TrialId trial, in Worth worth)
    {
        if (_fronts is null)
        {
            _turned.Add(-worth.Score);
        }
        else
        {
            _fronts.Record(trial, worth);
        }
    }

    /// <summary>A trial that was recorded here begins again. What the two rungs have been found to have in common
    /// stays.</summary>
    public void Withdraw(TrialId trial, in Worth worth)
    {
        if (_fronts is null)
        {
            _turned.Remove(-worth.Score);
        }
        else
        {
            _fronts.Remove(trial);
        }
    }

    public void Carry(MemoryCarrier by)
    {
        _turned.Carry(by, static (by, score) => by.Real(score));
        _fronts?.Carry(by);
        _agreed = by.Real(_agreed);
        _total = by.Real(_total);
        var latest = _latest.ToList();
        by.List(latest, static (by, one) => (Worth.Carry(by, one.Here), Worth.Carry(by, one.Next)));
        if (by.IsReading)
        {
            _latest.Clear();
            latest.ForEach(_latest.Enqueue);
        }
    }

    /// <summary>A trial that was recorded here has come to the next rung.</summary>
    public void RecordNext(in Worth here, in Worth next)
    {
        foreach (var other in _latest)
        {
            var (now, then) = (Math.Sign(next.Against(other.Next)), Math.Sign(here.Against(other.Here)));
            if (now != 0)
            {
                _total += Weight;
                _agreed += then == 0 ? Weight / 2 : then == now ? Weight : 0;
            }
        }

        _latest.Enqueue((here, next));
        if (_latest.Count > Compared)
        {
            _latest.Dequeue();
        }
    }
}
