namespace Tune.Engine.Analysis.Fanova;

/// <summary>How a node divides its trials, and by how much that lowers the sum of squared errors.</summary>
/// <param name="Axis">Which axis is divided.</param>
/// <param name="Threshold">Trials below it go left; used where the axis is not a set.</param>
/// <param name="Left">The options that go left; used where the axis is a set.</param>
/// <param name="Gain">The fall of the sum of squared errors; above 0.</param>
internal readonly record struct Split(int Axis, double Threshold, ulong Left, double Gain)
{
    public bool GoesLeft(double unit, Dimension dimension) =>
        dimension.IsSet ? (Left >> dimension.LevelOf(unit) & 1) == 1 : unit < Threshold;
}
