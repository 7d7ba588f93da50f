using Tune.Engine.Metrics;
using Tune.Engine.Ports;

namespace Tune.Schedulers.MedianStopping;

/// <summary>A trial by its scores.</summary>
/// <param name="lastCounts">Whether its last score is its best and its average, as where reports refine one
/// estimate.</param>
internal sealed class ScoreTrial(bool lastCounts) : MedianTrial<double>
{
    private RunningMean _mean = new();

    /// <summary>The best score so far, or the last.</summary>
    public Score Best { get; private set; }

    public override void Add(in Observation seen)
    {
        if (!seen.Score.IsWorst)
        {
            Best = lastCounts || seen.Score > Best ? seen.Score : Best;
            _mean = lastCounts ? new RunningMean() : _mean;
            _mean.Add(seen.Score.Value);
        }
    }

    public override bool TryMean(out double mean)
    {
        mean = _mean.Value;
        return _mean.Count > 0;
    }

    public override void Carry(MemoryCarrier by)
    {
        base.Carry(by);
        Best = by.Score(Best);
        _mean.Carry(by);
    }

    protected override double Carry(MemoryCarrier by, double mean) => by.Real(mean);
}
