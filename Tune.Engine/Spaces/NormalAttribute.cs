namespace Tune.Engine.Spaces;

/// <summary>Normally distributed real numbers.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class NormalAttribute(double mean, double deviation) : DomainAttribute
{
    /// <summary>The mean.</summary>
    public double Mean { get; } = mean;

    /// <summary>The standard deviation, above 0.</summary>
    public double Deviation { get; } = deviation;

    /// <summary>Values are rounded to whole multiples of this. 0, the default: not rounded.</summary>
    public double Step { get; init; }

    internal override Domain ToDomain(Type type) =>
        new NormalDomain(Mean, Deviation, log: false, Step == 0 ? null : Step);
}
