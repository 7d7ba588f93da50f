namespace Tune.Plots.Charts;

/// <summary>A part of what a trial's weights went through.</summary>
internal readonly record struct ChartLineage(int Trial, int From, int To, int Donor);
