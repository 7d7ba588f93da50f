using Tune.Engine.Metrics;
using Tune.Engine.Ports;

namespace Tune.Schedulers.MedianStopping;

/// <summary>A trial by its scores.</summary>
internal sealed class ScoreTrial : MedianTrial<double>
{
    private readonly RunningMean _mean = new();

    /// <summary>The best score so far.</summary>
    public Score Best { get; private set; }

    public override void Add(in Observation seen)
    {
        if (!seen.Score.IsWorst)
        {
            Best = seen.Score > Best ? seen.Score : Best;
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
