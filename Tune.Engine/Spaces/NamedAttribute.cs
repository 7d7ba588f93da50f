namespace Tune.Engine.Spaces;

/// <summary>The name of a parameter, a branch or a rule, where the one made from its C# name will not do.</summary>
[AttributeUsage(
    AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NamedAttribute(string name) : Attribute
{
    /// <summary>The name: 1 to 250 characters, no control characters.</summary>
    public string Name { get; } = name;
}
