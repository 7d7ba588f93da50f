using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.Bohb;

/// <summary>What BOHB remembers of a trial that is not over.</summary>
/// <param name="point">Its configuration in the unit cube.</param>
internal sealed class BohbTrial(double[] point)
{
    public double[] Point { get; } = point;

    /// <summary>Its last report; of iteration 0 while there is none.</summary>
    public Observation Last { get; set; }

    /// <summary>Whether that report is a point of a budget.</summary>
    public bool IsCounted { get; set; }
}
