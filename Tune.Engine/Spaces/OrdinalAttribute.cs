using Tune.Engine.Spaces.Typed;

namespace Tune.Engine.Spaces;

/// <summary>One of a list of values in a meaningful order.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class OrdinalAttribute(params object?[] values) : DomainAttribute
{
    /// <summary>The values, in order; none on an enum: all of its members.</summary>
    public IReadOnlyList<object?> Values { get; } = values ?? [];

    internal override Domain ToDomain(Type type) => new OrdinalDomain(Constants.Of(Values, type));
}
