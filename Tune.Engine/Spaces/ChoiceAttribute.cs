using Tune.Engine.Spaces.Typed;

namespace Tune.Engine.Spaces;

/// <summary>One of a list of values without an order: numbers, texts, true and false, members of an enum, and
/// null where the type has a question mark.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class ChoiceAttribute(params object?[] values) : DomainAttribute
{
    /// <summary>The values; none on an enum: all of its members.</summary>
    public IReadOnlyList<object?> Values { get; } = values ?? [];

    internal override Domain ToDomain(Type type) => new ChoiceDomain(Constants.Of(Values, type));
}
