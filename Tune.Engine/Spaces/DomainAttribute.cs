namespace Tune.Engine.Spaces;

/// <summary>Says what values a parameter of a configuration record may take. Closed: the kinds are the ones
/// here.</summary>
/// <remarks>An enum without an attribute is a choice of its members, a bool is false or true, and a record is a nested
/// group of parameters.</remarks>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public abstract class DomainAttribute : Attribute
{
    private protected DomainAttribute()
    {
    }

    /// <summary>The domain for a parameter of this type.</summary>
    internal abstract Domain ToDomain(Type type);
}
