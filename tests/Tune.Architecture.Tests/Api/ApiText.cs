using System.Reflection;
using System.Runtime.CompilerServices;

namespace Tune.Architecture.Tests.Api;

/// <summary>
/// The public surface as a text that a person can review: one line per type, one indented line per member. What the
/// compiler writes for a record is left out, its parameters stand in the type's own line. Types for builders are
/// marked; see <see cref="SurfaceTiers"/>.
/// </summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(IEnumerable<Type> types)
    {
        foreach (var group in types.GroupBy(type => type.Namespace).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            yield return $"namespace {group.Key}";
            foreach (var type in group.OrderBy(ApiNames.Declared, StringComparer.Ordinal))
            {
                yield return (SurfaceTiers.IsForBuilders(type) ? SurfaceTiers.Mark : "") + ApiSignatures.OfType(type);
                foreach (var member in Members(type).Order(StringComparer.Ordinal))
                {
                    yield return "  " + member;
                }
            }
        }
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum || type.IsSubclassOf(typeof(Delegate)))
        {
            return [];
        }

        var positional = ApiSignatures.Positional(type).Select(parameter => parameter.Name).ToHashSet();
        var isRecord = ApiSignatures.IsRecord(type);
        return type.GetFields(Declared).Where(field => IsShown(field, field.IsPublic, field.IsFamily))
            .Select(ApiSignatures.OfField)
            .Concat(type.GetConstructors(Declared)
                .Where(item => IsShown(item, item.IsPublic, item.IsFamily) && !item.IsStatic)
                .Where(item => item.GetParameters().Length != positional.Count || positional.Count == 0)
                .Where(item => !(isRecord && item.GetParameters() is [var only] && only.ParameterType == type))
                .Select(ApiSignatures.OfConstructor))
            .Concat(type.GetProperties(Declared)
                .Where(item => IsShown(item, Any(item, get => get.IsPublic), Any(item, get => get.IsFamily)))
                .Where(item => !positional.Contains(item.Name) && !(isRecord && item.Name == "EqualityContract"))
                .Select(ApiSignatures.OfProperty))
            .Concat(type.GetEvents(Declared)
                .Where(item => item.AddMethod!.IsPublic)
                .Select(item => $"event {ApiNames.Used(item.EventHandlerType!)} {item.Name}"))
            .Concat(type.GetMethods(Declared)
                .Where(item => IsShown(item, item.IsPublic, item.IsFamily) && !Overrides(item))
                .Where(item => !item.IsSpecialName || item.Name.StartsWith("op_", StringComparison.Ordinal))
                .Where(item => !(isRecord && item.Name is "PrintMembers" or "<Clone>$"))
                .Select(ApiSignatures.OfMethod));
    }

    private static bool IsShown(MemberInfo member, bool isPublic, bool isFamily) =>
        (isPublic || (isFamily && !member.DeclaringType!.IsSealed))
        && !member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static bool Any(PropertyInfo property, Func<MethodInfo, bool> test) =>
        property.GetAccessors(nonPublic: true).Any(test);

    private static bool Overrides(MethodInfo method) => method.GetBaseDefinition() != method;
}
