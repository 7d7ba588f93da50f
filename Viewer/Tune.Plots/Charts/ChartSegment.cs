namespace Tune.Plots.Charts;

/// <summary>A stretch of a trial that was trained with one configuration.</summary>
/// <param name="From">The iteration it goes on from.</param>
/// <param name="To">The last iteration in it.</param>
/// <param name="Donor">Whose weights it took over; -1 for nobody's.</param>
/// <param name="Unit">The configuration in the unit cube; NaN where a parameter is inactive.</param>
internal sealed record ChartSegment(int From, int To, int Donor, double[] Unit)
{
    /// <summary>Whether it began with another trial's weights.</summary>
    public bool IsClone(int trial) => Donor >= 0 && Donor != trial;
}
