namespace Tune.Engine.Spaces;

/// <summary>Whole numbers between two bounds, both included and above 0, on a logarithmic scale.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class LogIntRangeAttribute(long low, long high) : DomainAttribute
{
    /// <summary>The smallest value, included.</summary>
    public long Low { get; } = low;

    /// <summary>The largest value, included.</summary>
    public long High { get; } = high;

    /// <summary>The distance between neighbouring values; it must divide the range. Default 1.</summary>
    public long Step { get; init; } = 1;

    internal override Domain ToDomain(Type type) => IntegerDomain.Of(Low, High, log: true, Step);
}
