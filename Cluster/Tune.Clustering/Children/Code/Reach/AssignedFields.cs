using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Emit;

namespace Tune.Clustering.Children.Code.Reach;

/// <summary>Which static fields some code of an assembly sets after their type has begun. All others are what they are
/// in every process, and are not looked at: that would make their type begin, which may load a whole data set.
/// </summary>
internal static class AssignedFields
{
    private const BindingFlags Declared = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ConcurrentDictionary<Assembly, FrozenSet<(Module, int)>> s_known = [];

    public static bool IsSetIn(Assembly assembly, FieldInfo field) =>
        s_known.GetOrAdd(assembly, static one => Look(one)).Contains((field.Module, field.MetadataToken));

    private static FrozenSet<(Module, int)> Look(Assembly assembly)
    {
        var all = new HashSet<(Module, int)>();
        foreach (var type in TypesOf(assembly))
        {
            foreach (var method in type.GetMethods(Declared).Cast<MethodBase>()
                .Concat(type.GetConstructors(Declared).Where(one => !one.IsStatic)))
            {
                Look(method, all);
            }
        }

        return all.ToFrozenSet();
    }

    private static void Look(MethodBase method, HashSet<(Module, int)> all)
    {
        foreach (var (code, token) in Instruction.Read(Body(method)))
        {
            if (code == OpCodes.Stsfld || code == OpCodes.Ldsflda)
            {
                try
                {
                    var types = method.DeclaringType is { IsGenericType: true } home
                        ? home.GetGenericArguments()
                        : null;
                    var arguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
                    var field = method.Module.ResolveField(token, types, arguments)!;
                    all.Add((field.Module, field.MetadataToken));
                }
                catch (Exception e) when (e is ArgumentException or IOException or BadImageFormatException
                    or TypeLoadException or MissingMemberException)
                {
                    // It belongs to an assembly that is not here.
                }
            }
        }
    }

    private static byte[] Body(MethodBase method)
    {
        try
        {
            return method.GetMethodBody()?.GetILAsByteArray() ?? [];
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or TypeLoadException)
        {
            return [];
        }
    }

    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException some)
        {
            return some.Types.OfType<Type>();
        }
    }
}
