using System.Reflection;
using Tune.Engine.Spaces;
using Tune.Hosting.Results;

namespace Tune.Hosting.Tests.Results;

/// <summary>What can be done without types can be done with them: each typed face has every member of the plain
/// one.</summary>
internal sealed class TypedSurfaceTests
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, Type> s_typed = new()
    {
        [typeof(ResultGrid)] = typeof(ResultGrid<Sample>),
        [typeof(Result)] = typeof(Result<Sample>),
        [typeof(TuneLoop)] = typeof(TuneLoop<Sample>),
        [typeof(LoopTrial)] = typeof(LoopTrial<Sample>),
    };

    private static IEnumerable<Type> Plain => s_typed.Keys;

    [TestCaseSource(nameof(Plain))]
    public void Typed_Face_HasEveryMemberOfThePlainOne(Type plain)
    {
        var typed = Members(s_typed[plain]).Select(member => Text(member, type => type)).ToHashSet();
        var wanted = Members(plain).Select(member => Text(member, Typed)).ToArray();

        Assert.That(wanted, Is.Not.Empty);
        Assert.That(wanted.Except(typed), Is.Empty);
    }

    [Test]
    public void Typed_Face_WithAMemberLess_IsNoticed()
    {
        var typed = Members(typeof(Lacking)).Select(member => Text(member, type => type));
        Assert.That(Members(typeof(Whole)).Select(member => Text(member, Typed)).Except(typed).ToArray(),
            Is.EqualTo(new[] { "FrontAsync(Int32) : Task<Result<Sample>>" }));
    }

    private static IEnumerable<MemberInfo> Members(Type type) => type.GetMembers(Own)
        .Where(member => member is PropertyInfo or MethodInfo { IsSpecialName: false });

    private static string Text(MemberInfo member, Func<Type, Type> map) => member switch
    {
        PropertyInfo property => $"{property.Name} : {Name(map(property.PropertyType))}",
        MethodInfo method => $"{method.Name}({string.Join(", ", method.GetParameters()
            .Select(parameter => Name(map(parameter.ParameterType))))}) : {Name(map(method.ReturnType))}",
        _ => member.Name,
    };

    // A user's record where the plain face has a configuration by name.
    private static Type Typed(Type type) => type switch
    {
        _ when s_typed.TryGetValue(type, out var typed) => typed,
        _ when type == typeof(Configuration) => typeof(Sample),
        { IsGenericType: true } => type.GetGenericTypeDefinition()
            .MakeGenericType([.. type.GetGenericArguments().Select(Typed)]),
        _ => type,
    };

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;

    private sealed record Sample(double X);

    private sealed class Whole
    {
        public int Count { get; }

        public Task<Result> FrontAsync(int most) => throw new InvalidOperationException($"{Count} {most}");
    }

    private sealed class Lacking
    {
        public int Count { get; }
    }
}
