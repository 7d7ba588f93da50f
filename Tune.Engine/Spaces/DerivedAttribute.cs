namespace Tune.Engine.Spaces;

/// <summary>A value computed from the values before it by a static method of the same record.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class DerivedAttribute(string method) : DomainAttribute
{
    /// <summary>The name of the method, which takes a <see cref="Configuration"/> and gives the parameter's
    /// type.</summary>
    public string Method { get; } = method;

    internal override Domain ToDomain(Type type) => new DerivedDomain();
}
