namespace Tune.Engine.Spaces;

/// <summary>A rule that every configuration obeys: a property or method of the record, without arguments, that gives
/// true or false.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method)]
public sealed class RequireAttribute : Attribute
{
}
