using Tune.Engine.Spaces.Typed;

namespace Tune.Engine.Spaces;

/// <summary>Always the same value.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class ConstantAttribute(object? value) : DomainAttribute
{
    /// <summary>The value: a number, a text, true or false, or a member of an enum.</summary>
    public object? Value { get; } = value;

    internal override Domain ToDomain(Type type) => new ConstantDomain(Constants.Of(Value, type));
}
