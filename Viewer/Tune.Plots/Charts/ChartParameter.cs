using Tune.Engine.Spaces;

namespace Tune.Plots.Charts;

/// <summary>One parameter of the space, as the charts draw it.</summary>
/// <param name="Name">As in the space.</param>
/// <param name="Lower">The lower end of its axis, in its own unit.</param>
/// <param name="Upper">The upper end of its axis, in its own unit.</param>
/// <param name="IsLog">Whether it is drawn from a log scale; both ends are above 0 then.</param>
/// <param name="IsInteger">Whether only whole numbers occur.</param>
/// <param name="Options">The options of a choice, by index; empty for a number.</param>
internal sealed record ChartParameter(
    string Name, double Lower, double Upper, bool IsLog, bool IsInteger, IReadOnlyList<string> Options)
{
    /// <summary>Where it came from.</summary>
    public Domain Domain { get; init; } = new RealDomain(0, 1);

    public bool IsChoice => Options.Count > 0;

    /// <summary>Whether it is a whole number of which many trials share each value.</summary>
    public bool HasFewValues => IsInteger && !IsLog && Upper - Lower is > 0 and <= 12;

    /// <summary>Where a value stands on the axis: its log10, itself, or the index of its option.</summary>
    public double Position(double value) => IsLog ? Math.Log10(value) : value;

    /// <summary>The height of a value on an axis from 0 to 1; NaN where the parameter is inactive.</summary>
    public double Fraction(double value)
    {
        if (IsChoice)
        {
            return (value + 0.5) / Options.Count;
        }

        var (low, high) = (Position(Lower), Position(Upper));
        return high > low ? (Position(value) - low) / (high - low) : 0.5 + (0 * value);
    }
}
