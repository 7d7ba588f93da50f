namespace Tune.Engine.Spaces;

/// <summary>Positive real numbers whose natural logarithm is normally distributed.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class LogNormalAttribute(double mean, double deviation) : DomainAttribute
{
    /// <summary>The mean of the logarithm.</summary>
    public double Mean { get; } = mean;

    /// <summary>The standard deviation of the logarithm, above 0.</summary>
    public double Deviation { get; } = deviation;

    /// <summary>Values are rounded to whole multiples of this. 0, the default: not rounded.</summary>
    public double Step { get; init; }

    internal override Domain ToDomain(Type type) =>
        new NormalDomain(Mean, Deviation, log: true, Step == 0 ? null : Step);
}
