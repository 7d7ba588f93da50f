using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Tune.Engine.Spaces.Typed;

/// <summary>The members of an enum as texts: <c>LeakyRelu</c> is <c>leaky_relu</c>.</summary>
internal static class EnumNames
{
    private static readonly ConcurrentDictionary<Type, ImmutableArray<ParameterValue>> s_all = new();
    private static readonly ConcurrentDictionary<Enum, string> s_texts = new();

    public static ImmutableArray<ParameterValue> All(Type type) => s_all.GetOrAdd(
        type, static t => [.. Enum.GetNames(t).Select(n => ParameterValue.Text(MemberNames.ToParameter(n)))]);

    public static string Of(Enum member) =>
        s_texts.GetOrAdd(member, static m => Enum.IsDefined(m.GetType(), m)
            ? MemberNames.ToParameter(m.ToString())
            : throw new ArgumentException($"{m} is not a member of {m.GetType().Name}."));
}

/// <summary>Texts back to the members of one enum.</summary>
internal static class EnumNames<TEnum> where TEnum : struct, Enum
{
    // Both spellings, so that a configuration written by hand may use the C# name.
    private static readonly Dictionary<string, TEnum> s_members = Members();

    public static TEnum Parse(string name, string text) => s_members.TryGetValue(text, out var member)
        ? member
        : throw new ArgumentException(
            $"The parameter '{name}' is '{text}'; allowed is one of "
            + $"{string.Join(", ", EnumNames.All(typeof(TEnum)))}.");

    private static Dictionary<string, TEnum> Members()
    {
        var members = new Dictionary<string, TEnum>(StringComparer.Ordinal);
        foreach (var name in Enum.GetNames<TEnum>())
        {
            members[name] = Enum.Parse<TEnum>(name);
            members[MemberNames.ToParameter(name)] = members[name];
        }

        return members;
    }
}
