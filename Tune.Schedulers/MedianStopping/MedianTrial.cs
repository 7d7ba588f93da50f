using Tune.Engine.Metrics;

namespace Tune.Schedulers.MedianStopping;

/// <summary>What median stopping remembers of a trial that is not over.</summary>
internal sealed class MedianTrial
{
    private double _mean;
    private int _count;

    /// <summary>The last comparison it has met, by iteration; 0 for none.</summary>
    public int Mark { get; set; }

    /// <summary>The best score so far.</summary>
    public Score Best { get; private set; }

    /// <summary>The average of the usable scores so far; null while there are none.</summary>
    public double? Mean => _count > 0 ? _mean : null;

    /// <summary>The averages at the comparisons it has met, kept until the trial is over.</summary>
    public List<(int Mark, double Mean)> Curve { get; } = [];

    public void Add(Score score)
    {
        if (score.IsWorst)
        {
            return;
        }

        Best = score > Best ? score : Best;
        _count++;

        // This form gives equal scores back exactly, so that a trial is never below a median of trials like itself.
        var mean = _mean + ((score.Value - _mean) / _count);
        _mean = double.IsFinite(mean) ? mean : (_mean / _count * (_count - 1)) + (score.Value / _count);
    }
}
