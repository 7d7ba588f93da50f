using Tune.Engine.Spaces.Typed;

namespace Tune.Engine.Spaces;

/// <summary>An axis of a grid: every value is tried with every value of the other axes.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class GridAttribute(params object?[] values) : DomainAttribute
{
    /// <summary>The values; none on an enum: all of its members.</summary>
    public IReadOnlyList<object?> Values { get; } = values ?? [];

    internal override Domain ToDomain(Type type) => new GridDomain(Constants.Of(Values, type));
}
