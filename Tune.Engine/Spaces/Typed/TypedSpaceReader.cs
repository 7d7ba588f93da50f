using System.Linq.Expressions;
using System.Reflection;

namespace Tune.Engine.Spaces.Typed;

/// <summary>Builds the search space that a record's attributes describe.</summary>
internal static class TypedSpaceReader
{
    private const BindingFlags Anywhere =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    public static SearchSpace Read(TypedBinding binding) => Add(new SearchSpace(), binding.Shape, binding);

    private static SearchSpace Add(SearchSpace space, RecordShape shape, TypedBinding binding)
    {
        foreach (var member in shape.Members)
        {
            space = member switch
            {
                NestedMember nested => space.Nest(nested.Name, s => Add(s, nested.Shape, binding)),
                BranchMember branch => Add(space, branch, binding),
                LeafMember leaf => Add(space, leaf, shape),
                _ => throw new InvalidOperationException($"There is no parameter for {member}."),
            };
        }

        return AddRules(space, shape, binding);
    }

    private static SearchSpace Add(SearchSpace space, BranchMember branch, TypedBinding binding)
    {
        space = space.Choice(branch.Name, [.. branch.Options.Select(o => ParameterValue.Text(o.Value))]);
        foreach (var (value, shape) in branch.Options)
        {
            space = space.When(
                branch.Name, value, s => s.Nest(branch.Name, t => t.Nest(value, u => Add(u, shape, binding))));
        }

        return space;
    }

    private static SearchSpace Add(SearchSpace space, LeafMember leaf, RecordShape shape)
    {
        var type = leaf.Argument.ParameterType;
        var attributes = leaf.Attributes<DomainAttribute>().ToArray();
        if (attributes.Length > 1)
        {
            throw new InvalidSpaceException(leaf.FullName, "has more than one attribute for its values; give one");
        }

        if (leaf.Attributes<BranchAttribute>().Any())
        {
            throw new InvalidSpaceException(
                leaf.FullName, $"is {Scalar.Shown(type)} with a [Branch]; a branch is for an abstract record");
        }

        var domain = attributes.Length == 1 ? attributes[0].ToDomain(type)
            : type == typeof(bool) ? new BooleanDomain()
            : type == typeof(bool?) ? new ChoiceDomain([false, true, ParameterValue.Null])
            : Scalar.Plain(type) is { IsEnum: true } plain && plain != type
                ? new ChoiceDomain([.. EnumNames.All(plain), ParameterValue.Null])
            : type.IsEnum ? new ChoiceDomain(EnumNames.All(type))
            : throw new InvalidSpaceException(
                leaf.FullName, "has no attribute for its values; give it one, such as [Uniform(0, 1)], "
                    + "[Choice(1, 2)] or [Constant(1)]");
        var problem = domain.Problem ?? Scalar.Misfit(type, domain);
        if (problem is not null)
        {
            throw new InvalidSpaceException(leaf.FullName, problem);
        }

        return attributes is [DerivedAttribute derived]
            ? space.Derive(leaf.Name, Derivation(leaf, derived.Method, shape.Type))
            : space.Add(leaf.Name, domain);
    }

    private static Func<Configuration, ParameterValue> Derivation(LeafMember leaf, string name, Type type)
    {
        var method = type.GetMethod(name, Anywhere, [typeof(Configuration)]);
        if (method is not { IsStatic: true } || method.ReturnType != leaf.Argument.ParameterType)
        {
            throw new InvalidSpaceException(
                leaf.FullName, $"is derived by {type.Name}.{name}, which must be a static method "
                    + $"that takes a Configuration and gives {Scalar.Shown(leaf.Argument.ParameterType)}");
        }

        var configuration = Expression.Parameter(typeof(Configuration), "configuration");
        var value = Scalar.Write(Expression.Call(method, configuration), leaf.FullName, method.ReturnType);
        var derive = Expression.Lambda<Func<Configuration, ParameterValue>>(value, configuration).Compile();
        return new RecordCode<ParameterValue>(type, derive).Ask;
    }

    private static SearchSpace AddRules(SearchSpace space, RecordShape shape, TypedBinding binding)
    {
        foreach (var member in shape.Type.GetMembers(Anywhere).Where(m => m.IsDefined(typeof(RequireAttribute))))
        {
            var holds = Binder.Rule(shape, record => Ask(record, member));
            var name = member.GetCustomAttribute<NamedAttribute>()?.Name ?? MemberNames.ToParameter(member.Name);
            space = space.Require(name, new RecordCode<bool>(shape.Type, c => holds(binding.Align(c))).Ask);
        }

        return space;
    }

    private static Expression Ask(Expression record, MemberInfo member) => member switch
    {
        PropertyInfo { PropertyType: var type } property
            when type == typeof(bool) && property.GetMethod is { IsStatic: false } =>
            Expression.Property(record, property),
        MethodInfo { ReturnType: var type, IsStatic: false } method
            when type == typeof(bool) && method.GetParameters().Length == 0 =>
            Expression.Call(record, method),
        _ => throw new InvalidSpaceException(
            $"[Require] on {member.DeclaringType!.Name}.{member.Name} must stand on a property or method of the "
            + "record, without arguments, that gives true or false."),
    };
}
