namespace Tune.Plots.Charts;

/// <summary>A part of what a trial's weights went through.</summary>
/// <param name="Trial">In whom.</param>
/// <param name="From">The iteration it goes on from.</param>
/// <param name="To">The last iteration in it.</param>
/// <param name="Donor">Whose weights were taken over; the trial itself for nobody's.</param>
/// <param name="Unit">The configuration in the unit cube; NaN where a parameter is inactive.</param>
internal sealed record ChartLineage(int Trial, int From, int To, int Donor, double[] Unit);
