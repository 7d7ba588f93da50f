using ScottPlot;

namespace Tune.Plots;

/// <summary>What a legend entry's sign looks like.</summary>
internal enum LegendSign
{
    Line,
    Dashed,
    Dot,
    Ring,
    Cross,
    Box,
    Ramp,
}

/// <summary>One entry of a figure's legend.</summary>
/// <param name="Sign">The sign drawn before the label.</param>
/// <param name="Label">What it stands for. For a ramp: the low end.</param>
/// <param name="Color">The sign's colour; not used by a ramp.</param>
/// <param name="High">The high end of a ramp.</param>
internal sealed record LegendKey(LegendSign Sign, string Label, Color Color, string High = "");
