using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Asha;

/// <summary>The usable scores at one rung of one bracket, of running and ended trials alike.</summary>
internal sealed class StoppingRung
{
    private readonly RankTree<double> _scores = new();

    public void Record(Score score)
    {
        if (!score.IsWorst)
        {
            _scores.Add(score.Value);
        }
    }

    public void Withdraw(Score score)
    {
        if (!score.IsWorst)
        {
            _scores.Remove(score.Value);
        }
    }

    public void Carry(MemoryCarrier by) => _scores.Carry(by, static (by, score) => by.Real(score));

    /// <summary>
    /// The (1 - 1/eta) quantile of the scores so far, by linear interpolation between neighbours; null while there are
    /// none. With n scores in rising order it lies at position (eta - 1)(n - 1) / eta, counted from 0.
    /// </summary>
    public double? Cut(int reductionFactor)
    {
        if (_scores.Count == 0)
        {
            return null;
        }

        var (below, part) = Math.DivRem((reductionFactor - 1L) * (_scores.Count - 1L), reductionFactor);
        var low = _scores[(int)below];
        return part == 0 ? low : Between(low, _scores[(int)below + 1], part, reductionFactor);
    }

    // Multiplied before it is divided: a cut that can be written exactly comes out exactly, so that a score equal to
    // it passes. A gap wider than the largest number is no obstacle either.
    private static double Between(double low, double high, long part, int whole)
    {
        var step = (high - low) * part / whole;
        return double.IsFinite(step) ? low + step : (low / whole * (whole - part)) + (high / whole * part);
    }
}
