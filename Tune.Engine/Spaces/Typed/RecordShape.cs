using System.Collections.Immutable;
using System.Reflection;

namespace Tune.Engine.Spaces.Typed;

/// <summary>A record's constructor and what its parameters are.</summary>
internal sealed record RecordShape(Type Type, ConstructorInfo Constructor, ImmutableArray<Member> Members)
{
    private const string Wanted = "a configuration is a record with a primary constructor";

    /// <summary>Reads a record type; the names of all values, in order, are added to the list.</summary>
    /// <exception cref="InvalidSpaceException">The type cannot be a configuration.</exception>
    public static RecordShape Of(Type type, List<string> names) => Of(type, names, "", []);

    private static RecordShape Of(Type type, List<string> names, string prefix, ImmutableStack<Type> within)
    {
        if (within.Contains(type))
        {
            throw new InvalidSpaceException($"The record {type.Name} contains itself; a configuration is finite.");
        }

        var constructor = type.IsAbstract ? null : type.GetConstructors().MaxBy(c => c.GetParameters().Length);
        if (constructor is null)
        {
            throw new InvalidSpaceException(
                $"The type {type.Name} has no public constructor; {Wanted}.");
        }

        var inner = within.Push(type);
        var members = constructor.GetParameters().Select(p => Read(p, type, names, prefix, inner));
        return new(type, constructor, [.. members]);
    }

    private static Member Read(
        ParameterInfo argument, Type type, List<string> names, string prefix, ImmutableStack<Type> within)
    {
        const BindingFlags visible = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;
        var property = type.GetProperty(argument.Name!, visible);
        if (property is null || property.PropertyType != argument.ParameterType || property.GetMethod is null)
        {
            throw new InvalidSpaceException(
                $"{type.Name} has no public property {argument.Name} of type "
                + $"{Scalar.Shown(argument.ParameterType)} for its constructor's parameter; {Wanted}.");
        }

        var named = argument.GetCustomAttribute<NamedAttribute>() ?? property.GetCustomAttribute<NamedAttribute>();
        var name = named?.Name ?? MemberNames.ToParameter(property.Name);
        var fullName = prefix + name;
        var branch = argument.GetCustomAttribute<BranchAttribute>() ?? property.GetCustomAttribute<BranchAttribute>();
        if (Scalar.KindOf(argument.ParameterType) != ValueKind.Absent)
        {
            names.Add(fullName);
            return new LeafMember(argument, property, name, names.Count - 1, fullName);
        }

        if (branch is not null)
        {
            names.Add(fullName);
            var index = names.Count - 1;
            var options = Options(branch, argument.ParameterType, names, fullName, within);
            return new BranchMember(argument, property, name, index, fullName, options);
        }

        return IsRecord(argument.ParameterType)
            ? new NestedMember(argument, property, name, Of(argument.ParameterType, names, fullName + "/", within))
            : throw new InvalidSpaceException(
                fullName, $"has the type {Scalar.Shown(argument.ParameterType)}; allowed are {Scalar.Allowed}"
                    + (argument.ParameterType.IsAbstract ? "; an abstract record needs [Branch(typeof(…), …)]" : ""));
    }

    private static ImmutableArray<(string Value, RecordShape Shape)> Options(
        BranchAttribute branch, Type type, List<string> names, string fullName, ImmutableStack<Type> within)
    {
        if (branch.Options.Count == 0)
        {
            throw new InvalidSpaceException(fullName, "has a [Branch] without records; name at least one");
        }

        if (branch.Options.FirstOrDefault(o => !o.IsAssignableTo(type)) is { } stranger)
        {
            throw new InvalidSpaceException(fullName, $"has the branch {stranger.Name}, which is not a {type.Name}");
        }

        return
        [
            .. from option in branch.Options
               let value = MemberNames.Of(option)
               select (value, Of(option, names, $"{fullName}/{value}/", within)),
        ];
    }

    // What has a constructor with matching properties will do; Of says what is missing.
    private static bool IsRecord(Type type) =>
        !type.IsAbstract && !type.IsPrimitive && !type.IsArray && !type.IsPointer && type.Namespace != nameof(System)
        && type.Namespace?.StartsWith("System.", StringComparison.Ordinal) != true;
}
