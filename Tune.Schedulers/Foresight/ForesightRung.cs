using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Foresight;

/// <summary>Who came to a rung, and how well the order there has foretold the order at the next one.</summary>
internal sealed class ForesightRung
{
    // Bounds the work of an arrival. The latest are also those that were let through by today's cuts.
    private const int Compared = 16;

    // Four comparisons with others say about as much as one that is independent of them.
    private const double Worth = 0.25;

    // What is believed before anything was seen: that cuts are right, until so many comparisons say otherwise.
    private const double Prior = 0.8;
    private const double PriorWeight = 8;

    // Below this concordance nobody is stopped, from the higher one on cuts are sharpest.
    private const double Blind = 0.2;
    private const double Clear = 0.8;
    private const double Sharpest = 1.5;

    private readonly RankTree<double> _turned = new();
    private readonly Queue<(double Here, double Next)> _latest = new();
    private double _agreed;
    private double _total;

    /// <summary>Kendall's tau between the order here and that at the next rung, drawn to the prior: -1 to 1.</summary>
    public double Concordance =>
        (2 * (_agreed + (PriorWeight * (1 + Prior) / 2)) / (_total + PriorWeight)) - 1;

    /// <summary>Whether a score is among those that go on: the best part of all that came, itself included.</summary>
    public bool Passes(double score, int reductionFactor)
    {
        var sharpness = Sharpest * Math.Clamp((Concordance - Blind) / (Clear - Blind), 0, 1);
        var places = Math.Ceiling(Math.Pow(reductionFactor, -sharpness) * (_turned.Count + 1));
        return _turned.CountBelow(-score) < Math.Max(1, places);
    }

    /// <summary>A trial has come to this rung.</summary>
    public void Record(double score) => _turned.Add(-score);

    /// <summary>A trial that was recorded here has come to the next rung.</summary>
    public void RecordNext(double here, double next)
    {
        foreach (var other in _latest)
        {
            if (other.Next.Equals(next))
            {
                continue;
            }

            _total += Worth;
            _agreed += other.Here.Equals(here) ? Worth / 2 : other.Here < here == other.Next < next ? Worth : 0;
        }

        _latest.Enqueue((here, next));
        if (_latest.Count > Compared)
        {
            _latest.Dequeue();
        }
    }
}
