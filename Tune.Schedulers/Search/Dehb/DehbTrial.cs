using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.Dehb;

/// <summary>What DEHB remembers of a trial that is not over.</summary>
/// <param name="point">Its configuration in the unit cube.</param>
/// <param name="place">The place in every population that it was made for.</param>
internal sealed class DehbTrial(double[] point, int place)
{
    public double[] Point { get; set; } = point;

    public int Place { get; } = place;

    /// <summary>Its last report; of iteration 0 while there is none.</summary>
    public Observation Last { get; set; }

    /// <summary>Whether that report is in a population.</summary>
    public bool IsCounted { get; set; }
}
