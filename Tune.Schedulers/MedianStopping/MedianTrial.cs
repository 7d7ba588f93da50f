using Tune.Engine.Ports;

namespace Tune.Schedulers.MedianStopping;

/// <summary>What median stopping remembers of a trial that is not over.</summary>
/// <typeparam name="TMean">The average of results.</typeparam>
internal abstract class MedianTrial<TMean>
{
    /// <summary>The last comparison it has met, by iteration; 0 for none.</summary>
    public int Mark { get; set; }

    /// <summary>The averages at the comparisons it has met, kept until the trial is over.</summary>
    public List<(int Mark, TMean Mean)> Curve { get; } = [];

    /// <summary>Those of its averages that have entered comparisons, with the numbers they were given there.</summary>
    public List<(int Mark, TMean Mean, int Number)> Entered { get; } = [];

    /// <summary>Takes in a report; one without a usable score changes nothing.</summary>
    public abstract void Add(in Observation seen);

    /// <summary>The average of the usable results so far; false while there are none.</summary>
    public abstract bool TryMean(out TMean mean);

    public virtual void Carry(MemoryCarrier by)
    {
        Mark = by.Number(Mark);
        by.List(Curve, (by, point) => (by.Number(point.Mark), Carry(by, point.Mean)));
        by.List(
            Entered, (by, point) => (by.Number(point.Mark), Carry(by, point.Mean), by.Number(point.Number)));
    }

    protected abstract TMean Carry(MemoryCarrier by, TMean mean);
}
