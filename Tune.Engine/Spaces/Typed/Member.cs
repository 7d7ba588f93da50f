using System.Collections.Immutable;
using System.Reflection;

namespace Tune.Engine.Spaces.Typed;

/// <summary>One parameter of a record's constructor. Closed: a value, a nested record, or a choice of
/// records.</summary>
/// <param name="Argument">The constructor's parameter.</param>
/// <param name="Property">The property that gives its value back.</param>
/// <param name="Name">The parameter's name within its record.</param>
internal abstract record Member(ParameterInfo Argument, PropertyInfo Property, string Name)
{
    /// <summary>The attributes of this kind on the constructor's parameter and on the property.</summary>
    public IEnumerable<T> Attributes<T>() where T : Attribute =>
        Argument.GetCustomAttributes<T>().Concat(Property.GetCustomAttributes<T>());
}

/// <summary>One value, at a position of the flat list of all values.</summary>
internal sealed record LeafMember(
    ParameterInfo Argument, PropertyInfo Property, string Name, int Index, string FullName)
    : Member(Argument, Property, Name);

/// <summary>A record inside a record.</summary>
internal sealed record NestedMember(ParameterInfo Argument, PropertyInfo Property, string Name, RecordShape Shape)
    : Member(Argument, Property, Name);

/// <summary>One of several records; which one is a text at a position of the flat list.</summary>
internal sealed record BranchMember(
    ParameterInfo Argument, PropertyInfo Property, string Name, int Index, string FullName,
    ImmutableArray<(string Value, RecordShape Shape)> Options) : Member(Argument, Property, Name)
{
    public string Allowed => string.Join(", ", Options.Select(o => o.Value));
}
