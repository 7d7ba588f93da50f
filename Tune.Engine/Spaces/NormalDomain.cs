using Tune.Engine.Randomness;

namespace Tune.Engine.Spaces;

/// <summary>
/// Real numbers from a normal distribution, or positive ones whose logarithm is normal; optionally only whole multiples
/// of a step. Sampled values lie within 8.3 standard deviations; any other finite value is allowed too.
/// </summary>
public sealed record NormalDomain : Domain
{
    // One coordinate step from the ends, where the quantile is still finite: about 8.2 standard deviations.
    private const double First = 1.0 / (1L << 53);
    private const double Last = 1 - First;
    private const double Reach = 8.3;

    private readonly Lattice _lattice;

    /// <summary>Numbers around <paramref name="mean"/>.</summary>
    /// <param name="mean">The mean; for log-normal, the mean of the natural logarithm.</param>
    /// <param name="deviation">The standard deviation, above 0; for log-normal, that of the natural logarithm.</param>
    /// <param name="log">True for log-normal.</param>
    /// <param name="step">Values are rounded to whole multiples of this (log-normal: at least one); null: not
    /// rounded.</param>
    public NormalDomain(double mean, double deviation, bool log = false, double? step = null)
    {
        (Mean, Deviation, Log, Step) = (mean, deviation, log, step);
        Problem = Check(mean, deviation, log, step);
        _lattice = step is { } s && Problem is null ? new Lattice(0, Widest(mean, deviation, log), s) : default;
    }

    /// <summary>The mean, of the logarithm for log-normal.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation, of the logarithm for log-normal.</summary>
    public double Deviation { get; }

    /// <summary>True for log-normal.</summary>
    public bool Log { get; }

    /// <summary>Values are whole multiples of this; null for no rounding.</summary>
    public double? Step { get; }

    /// <inheritdoc/>
    public override string? Problem { get; }

    /// <inheritdoc/>
    public override string Allowed =>
        (Log ? "a number above 0" : "a finite number")
        + (Step is { } step ? FormattableString.Invariant($", a whole multiple of {step}") : "");

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) =>
        value.IsNumber && value.AsReal() is var real && (!Log || real > 0) && (Step is null || Holds(real));

    /// <inheritdoc/>
    public override ParameterValue Nearest(ParameterValue value) => Decode(value.AsReal());

    /// <inheritdoc/>
    public override ParameterValue Decode(double code)
    {
        if (Step is not null)
        {
            return AtStep(_lattice.StepsTo(Math.Clamp(code, -double.MaxValue, double.MaxValue)));
        }

        return Math.Clamp(code, Log ? double.Epsilon : -double.MaxValue, double.MaxValue);
    }

    internal override ulong MixInto(ulong chain)
    {
        var mixed = Mix.Into(Mix.Into(Mix.Into(chain, "normal"), Mean), Deviation);
        return Mix.Into(Mix.Into(mixed, Log ? 1UL : 0), Step ?? 0);
    }

    private protected override ParameterValue At(double unit)
    {
        var normal = Mean + (Deviation * NormalDistribution.Quantile(Math.Clamp(unit, First, Last)));
        var real = Log ? Math.Exp(normal) : normal;
        return Step is null ? real : AtStep(_lattice.StepsTo(real));
    }

    private protected override double Locate(ParameterValue value)
    {
        var real = value.AsReal();
        return Step is { } step
            ? (Below(Log && _lattice.StepsTo(real) <= 1 ? 0 : real - (step / 2)) + Below(real + (step / 2))) / 2
            : Below(real);
    }

    private double Below(double real) =>
        NormalDistribution.Cumulative(((Log ? Math.Log(real) : real) - Mean) / Deviation);

    private ParameterValue AtStep(double steps) => _lattice.At(Log ? Math.Max(steps, 1) : steps);

    private bool Holds(double real) => _lattice.Holds(real) && (!Log || _lattice.StepsTo(real) >= 1);

    private static double Widest(double mean, double deviation, bool log) =>
        log ? Math.Exp(mean + (Reach * deviation)) : Math.Abs(mean) + (Reach * deviation);

    private static string? Check(double mean, double deviation, bool log, double? step) =>
        !double.IsFinite(mean)
            ? FormattableString.Invariant($"has the mean {mean}; it must be a finite number")
        : !double.IsFinite(deviation) || deviation <= 0
            ? FormattableString.Invariant($"has the standard deviation {deviation}; it must be a finite number above 0")
        : step is { } s && (!double.IsFinite(s) || s <= 0)
            ? FormattableString.Invariant($"has step {step}; a step must be a finite number above 0")
        : !double.IsFinite(Widest(mean, deviation, log)) || (log && Math.Exp(mean - (Reach * deviation)) < 1e-300)
            ? FormattableString.Invariant($"has mean {mean} and standard deviation {deviation}, ")
                + "which reaches beyond a double; for log-normal they are those of the natural logarithm"
        : step is { } width && Widest(mean, deviation, log) / width > Lattice.MaxCount
            ? FormattableString.Invariant($"has step {step}, too fine: at most {Lattice.MaxCount} steps are possible")
        : null;
}
