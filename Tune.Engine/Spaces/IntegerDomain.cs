using Tune.Engine.Randomness;

namespace Tune.Engine.Spaces;

/// <summary>
/// Whole numbers low, low + step, … high; both bounds are included, always. On the linear scale every value is equally
/// likely; on the logarithmic scale a value is as likely as the interval of half a step around it.
/// </summary>
public sealed record IntegerDomain : Domain
{
    /// <summary>The largest bound on a logarithmic scale; above, neighbouring values share a coordinate.</summary>
    internal const double MaxLog = 1e12;

    private const long MaxBound = 1L << 53;

    private readonly LogScale _scale;

    /// <summary>Whole numbers from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    /// <param name="low">The smallest value; above half a step for the logarithmic scale.</param>
    /// <param name="high">The largest value, included. At most 2^53, on the logarithmic scale 10^12.</param>
    /// <param name="log">True for a logarithmic scale: equal ratios are about equally likely.</param>
    /// <param name="step">The distance between neighbouring values, at least 1. It must divide the range.</param>
    public IntegerDomain(long low, long high, bool log = false, long step = 1)
    {
        (Low, High, Log, Step) = (low, high, log, step);
        Problem = Check(low, high, log, step);
        _scale = log && Problem is null ? new LogScale(low - (step / 2.0), high + (step / 2.0)) : default;
    }

    /// <inheritdoc cref="RealDomain.Of" />
    internal static Domain Of(long low, long high, bool log, long step) =>
        low == high && (low > 0 || !log) ? new ConstantDomain(low) : new IntegerDomain(low, high, log, step);

    /// <summary>The smallest value.</summary>
    public long Low { get; }

    /// <summary>The largest value, included.</summary>
    public long High { get; }

    /// <summary>True for a logarithmic scale.</summary>
    public bool Log { get; }

    /// <summary>The distance between neighbouring values.</summary>
    public long Step { get; }

    /// <inheritdoc/>
    public override long? Cardinality => Problem is null ? ((High - Low) / Step) + 1 : null;

    /// <inheritdoc/>
    public override string? Problem { get; }

    /// <inheritdoc/>
    public override string Allowed =>
        $"a whole number from {Low} to {High}" + (Step == 1 ? "" : $" in steps of {Step}");

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) =>
        value.IsNumber && value.AsReal() is var real && real == Math.Floor(real)
        && real >= Low && real <= High && ((long)real - Low) % Step == 0;

    /// <inheritdoc/>
    public override ParameterValue Nearest(ParameterValue value) => Decode(value.AsReal());

    /// <inheritdoc/>
    public override ParameterValue Decode(double code) => AtStep(StepsTo(code));

    internal override ParameterValue Level(long position) => AtStep(position);

    internal override long LevelOf(ParameterValue value) => (long)StepsTo(value.AsReal());

    internal override ulong MixInto(ulong chain)
    {
        var mixed = Mix.Into(Mix.Into(Mix.Into(chain, "integer"), Low), High);
        return Mix.Into(Mix.Into(mixed, Log ? 1UL : 0), Step);
    }

    private protected override ParameterValue At(double unit) =>
        AtStep(Log ? StepsTo(_scale.At(unit)) : Math.Floor(unit * (Steps + 1)));

    private protected override double Locate(ParameterValue value)
    {
        var real = value.AsReal();
        return Log
            ? (_scale.Locate(real - (Step / 2.0)) + _scale.Locate(real + (Step / 2.0))) / 2
            : (StepsTo(real) + 0.5) / (Steps + 1);
    }

    private double Steps => (High - Low) / Step;

    private double StepsTo(double value) => Math.Round((value - Low) / Step, MidpointRounding.AwayFromZero);

    private ParameterValue AtStep(double steps) => Low + ((long)Math.Clamp(steps, 0, Steps) * Step);

    private static string? Check(long low, long high, bool log, long step) =>
        low >= high ? $"has low {low} and high {high}; low must be below high"
        : step < 1 ? $"has step {step}; a step must be at least 1"
        : low < -MaxBound || high > MaxBound
            ? $"has the bounds {low} and {high}; they must lie between -2^53 and 2^53"
        : (high - low) % step != 0
            ? $"has {low} to {high} in steps of {step}, which does not come out even; high may be "
                + $"{high - ((high - low) % step) + step}"
                + (high - low < step ? "" : $" or {high - ((high - low) % step)}")
        : (high - low) / step > (long)Lattice.MaxCount
            ? $"has {(high - low) / step} steps; at most {(long)Lattice.MaxCount} are possible"
        : log && (2 * low <= step || high > (long)MaxLog)
            ? $"has {low} to {high} on a logarithmic scale; low must be above half a step "
                + $"and high at most {(long)MaxLog}"
        : null;
}
