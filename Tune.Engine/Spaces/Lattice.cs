namespace Tune.Engine.Spaces;

/// <summary>
/// The values low, low + step, … up to a bound. Steps that are short decimals give the doubles nearest to the decimals:
/// the third value from 0 in steps of 0.1 is 0.3, not 0.30000000000000004.
/// </summary>
internal readonly struct Lattice
{
    /// <summary>More cells than this and neighbouring coordinates can no longer be told apart.</summary>
    public const double MaxCount = 1e15;

    private const int MaxDigits = 15;
    private const double Exact = 1L << 53;

    private readonly double _low;
    private readonly double _step;

    // When low and step are decimals: whole numbers in units of 1 / _unit; dividing them is rounded only once.
    private readonly double _wholeLow;
    private readonly double _wholeStep;
    private readonly double _unit;

    public Lattice(double low, double high, double step)
    {
        (_low, _step) = (low, step);
        Steps = Math.Round((high - low) / step);
        var unit = 1.0;
        for (var digits = 0; digits <= MaxDigits; digits++, unit *= 10)
        {
            var (wholeLow, wholeStep) = (Math.Round(low * unit), Math.Round(step * unit));
            if (wholeStep > 0 && wholeLow / unit == low && wholeStep / unit == step
                && Math.Abs(wholeLow) + (Math.Abs(Steps) * wholeStep) <= Exact)
            {
                (_wholeLow, _wholeStep, _unit) = (wholeLow, wholeStep, unit);
                return;
            }
        }
    }

    /// <summary>How many steps lie between the first and the last value.</summary>
    public double Steps { get; }

    /// <summary>The value after so many steps.</summary>
    public double At(double steps) =>
        _unit > 0 ? (_wholeLow + (steps * _wholeStep)) / _unit : _low + (steps * _step);

    /// <summary>The number of steps to the nearest value, which may lie outside.</summary>
    public double StepsTo(double value) => Math.Round((value - _low) / _step, MidpointRounding.AwayFromZero);

    /// <summary>True when the value is one of the lattice's, up to a billionth of a step.</summary>
    public bool Holds(double value)
    {
        var steps = StepsTo(value);
        var size = Math.Abs(value);
        return Math.Abs(value - At(steps)) <= Math.Max(1e-9 * _step, 4 * (Math.BitIncrement(size) - size));
    }
}
