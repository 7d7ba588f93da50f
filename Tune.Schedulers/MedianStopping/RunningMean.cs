using Tune.Engine.Ports;

namespace Tune.Schedulers.MedianStopping;

/// <summary>An average that is kept up to date.</summary>
internal sealed class RunningMean
{
    /// <summary>How many numbers are in it.</summary>
    public int Count { get; private set; }

    /// <summary>The average; 0 of none.</summary>
    public double Value { get; private set; }

    public void Carry(MemoryCarrier by)
    {
        Count = by.Number(Count);
        Value = by.Real(Value);
    }

    public void Add(double value)
    {
        Count++;

        // This form gives equal scores back exactly, so that a trial is never below a median of trials like itself.
        var mean = Value + ((value - Value) / Count);
        Value = double.IsFinite(mean) ? mean : (Value / Count * (Count - 1)) + (value / Count);
    }
}
