namespace Tune.Engine.Analysis.Narrowing;

/// <summary>What is to remain of one axis.</summary>
/// <param name="Low">The lower end of an interval, a unit coordinate.</param>
/// <param name="High">The upper end.</param>
/// <param name="Options">For a choice: which options remain; empty for an interval.</param>
/// <param name="WidenLow">Whether the interval should go on below 0.</param>
/// <param name="WidenHigh">Whether it should go on above 1.</param>
/// <param name="Why">The reason, in one sentence.</param>
internal sealed record AxisCut(
    double Low, double High, bool[] Options, bool WidenLow, bool WidenHigh, string Why)
{
    private const double Rounding = 1e-9;

    public static AxisCut Whole(string why) => new(0, 1, [], false, false, why);

    public bool IsWhole => Low <= 0 && High >= 1 && Options.All(kept => kept) && !WidenLow && !WidenHigh;

    /// <summary>The share of the axis that remains.</summary>
    public double Measure => Options.Length > 0 ? Options.Count(kept => kept) / (double)Options.Length : High - Low;

    /// <summary>Whether a coordinate remains; an inactive one (NaN) does.</summary>
    public bool Contains(double unit) => double.IsNaN(unit)
        || (Options.Length > 0
            ? Options[Dimension.Cell(unit, Options.Length)]
            : unit >= Low - Rounding && unit <= High + Rounding);
}
