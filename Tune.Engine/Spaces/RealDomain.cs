using Tune.Engine.Randomness;

namespace Tune.Engine.Spaces;

/// <summary>
/// Real numbers between two bounds, both included, uniform on a linear or logarithmic scale, optionally only the values
/// low, low + step, … high. On the linear scale every such value is equally likely, the two ends as well.
/// </summary>
public sealed record RealDomain : Domain
{
    private readonly Lattice _lattice;
    private readonly LogScale _scale;

    /// <summary>Real numbers from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <param name="low">The smallest value; above zero for the logarithmic scale.</param>
    /// <param name="high">The largest value, included.</param>
    /// <param name="log">True for a logarithmic scale: equal ratios are equally likely.</param>
    /// <param name="step">The distance between neighbouring values; null for no steps. It must divide the
    /// range.</param>
    public RealDomain(double low, double high, bool log = false, double? step = null)
    {
        (Low, High, Log, Step) = (low, high, log, step);
        Problem = Check(low, high, log, step);
        if (Problem is not null)
        {
            return;
        }

        _lattice = step is { } s ? new Lattice(low, high, s) : default;
        var half = step / 2 ?? 0;
        _scale = log ? new LogScale(low - half, high + half) : default;
    }

    /// <summary>A range, or the one value of a range whose ends are the same: what a program has computed need not be a
    /// case of its own.</summary>
    internal static Domain Of(double low, double high, bool log, double? step) =>
        low == high && double.IsFinite(low) && (low > 0 || !log) ? new ConstantDomain(low)
        : new RealDomain(low, high, log, step);

    /// <summary>The smallest value.</summary>
    public double Low { get; }

    /// <summary>The largest value, included.</summary>
    public double High { get; }

    /// <summary>True for a logarithmic scale.</summary>
    public bool Log { get; }

    /// <summary>The distance between neighbouring values; null for no steps.</summary>
    public double? Step { get; }

    /// <inheritdoc/>
    public override long? Cardinality => Step is null || Problem is not null ? null : (long)_lattice.Steps + 1;

    /// <inheritdoc/>
    public override string? Problem { get; }

    /// <inheritdoc/>
    public override string Allowed => Step is { } step
        ? FormattableString.Invariant($"a number from {Low} to {High} in steps of {step}")
        : FormattableString.Invariant($"a number from {Low} to {High}");

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) =>
        value.IsNumber && value.AsReal() is var real
        && (Step is null ? real >= Low && real <= High : Holds(real));

    /// <inheritdoc/>
    public override ParameterValue Nearest(ParameterValue value) => Decode(value.AsReal());

    /// <inheritdoc/>
    public override ParameterValue Decode(double code) =>
        Step is null ? Math.Clamp(code, Low, High) : AtStep(_lattice.StepsTo(code));

    internal override ParameterValue Level(long position) => AtStep(position);

    internal override long LevelOf(ParameterValue value) => (long)_lattice.StepsTo(value.AsReal());

    internal override ulong MixInto(ulong chain)
    {
        var mixed = Mix.Into(Mix.Into(Mix.Into(chain, "real"), Low), High);
        return Mix.Into(Mix.Into(mixed, Log ? 1UL : 0), Step ?? 0);
    }

    private protected override ParameterValue At(double unit)
    {
        if (Step is null)
        {
            return Log ? _scale.At(unit) : Linear(unit);
        }

        return AtStep(Log ? _lattice.StepsTo(_scale.At(unit)) : Math.Floor(unit * (_lattice.Steps + 1)));
    }

    private protected override double Locate(ParameterValue value)
    {
        var real = value.AsReal();
        if (Step is not { } step)
        {
            return Log ? _scale.Locate(real) : Fraction(real);
        }

        return Log
            ? (_scale.Locate(real - (step / 2)) + _scale.Locate(real + (step / 2))) / 2
            : (_lattice.StepsTo(real) + 0.5) / (_lattice.Steps + 1);
    }

    private ParameterValue AtStep(double steps) => _lattice.At(Math.Clamp(steps, 0, _lattice.Steps));

    private bool Holds(double real) =>
        _lattice.Holds(real) && _lattice.StepsTo(real) is var steps && steps >= 0 && steps <= _lattice.Steps;

    // The widest ranges overflow unless they are weighed end by end.
    private double Linear(double unit) =>
        unit >= 1 ? High
        : Math.Clamp(
            double.IsFinite(High - Low) ? Low + (unit * (High - Low)) : (Low * (1 - unit)) + (High * unit), Low, High);

    private double Fraction(double real) =>
        double.IsFinite(High - Low) ? (real - Low) / (High - Low) : ((real / 2) - (Low / 2)) / ((High / 2) - (Low / 2));

    private static string? Check(double low, double high, bool log, double? step) =>
        !double.IsFinite(low) || !double.IsFinite(high)
            ? FormattableString.Invariant($"has the bounds {low} and {high}; both must be finite numbers")
        : low >= high
            ? FormattableString.Invariant($"has low {low} and high {high}; low must be below high")
        : log && low <= 0
            ? FormattableString.Invariant($"has low {low} on a logarithmic scale; low must be above 0")
        : step is { } s ? CheckStep(low, high, log, s) : null;

    private static string? CheckStep(double low, double high, bool log, double step)
    {
        if (!double.IsFinite(step) || step <= 0)
        {
            return FormattableString.Invariant($"has step {step}; a step must be a finite number above 0");
        }

        var steps = Math.Round((high - low) / step);
        if (steps < 1 || Math.Abs(low + (steps * step) - high) > 1e-6 * step)
        {
            var fits = new Lattice(low, high, step);
            var below = Math.Max(1, Math.Floor((high - low) / step));
            return FormattableString.Invariant($"has {low} to {high} in steps of {step}, ")
                + FormattableString.Invariant($"which does not come out even; high may be {fits.At(below)} ")
                + FormattableString.Invariant($"or {fits.At(below + 1)}");
        }

        if (steps > Lattice.MaxCount)
        {
            return FormattableString.Invariant($"has {steps} steps; at most {Lattice.MaxCount} are possible");
        }

        return log && (low <= step / 2 || high / step > IntegerDomain.MaxLog)
            ? FormattableString.Invariant($"has low {low} and step {step} on a logarithmic scale; ")
                + FormattableString.Invariant($"low must be above half a step and high at most ")
                + FormattableString.Invariant($"{IntegerDomain.MaxLog} steps")
            : null;
    }
}
