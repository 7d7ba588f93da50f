namespace Tune.Engine.Spaces;

/// <summary>Real numbers between two bounds, both included, uniform; equal bounds are a constant.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class UniformAttribute(double low, double high) : DomainAttribute
{
    /// <summary>The smallest value, included.</summary>
    public double Low { get; } = low;

    /// <summary>The largest value, included.</summary>
    public double High { get; } = high;

    /// <summary>The distance between neighbouring values; it must divide the range. 0, the default: no steps.</summary>
    public double Step { get; init; }

    internal override Domain ToDomain(Type type) => RealDomain.Of(Low, High, log: false, Step == 0 ? null : Step);
}
