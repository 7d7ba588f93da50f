using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;

namespace Tune.Clustering.Children.Code.Reach;

/// <summary>Which methods of an assembly set or read static fields after their type has begun. Fields that nobody sets
/// are what they are in every process, and are not looked at: that would make their type begin, which may load a whole
/// data set.</summary>
internal sealed class AssignedFields
{
    private const BindingFlags Declared = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private const int MethodTable = 0x06;

    private static readonly ConcurrentDictionary<Assembly, AssignedFields> s_known = [];

    private readonly HashSet<((Module, int) Field, MethodBase Method)> _set = [];
    private readonly HashSet<((Module, int) Field, MethodBase Method)> _read = [];
    private readonly HashSet<((Module, int) Called, (Module, int) Caller)> _calls = [];
    private readonly ILookup<(Module, int), MethodBase> _setBy;
    private readonly ILookup<(Module, int), MethodBase> _readBy;
    private readonly ILookup<(Module, int), (Module, int)> _callers;

    private AssignedFields(Assembly assembly)
    {
        foreach (var type in TypesOf(assembly))
        {
            foreach (var method in type.GetMethods(Declared).Cast<MethodBase>()
                .Concat(type.GetConstructors(Declared).Where(one => !one.IsStatic)))
            {
                Look(method);
            }
        }

        _setBy = _set.ToLookup(one => one.Field, one => one.Method);
        _readBy = _read.ToLookup(one => one.Field, one => one.Method);
        _callers = _calls.ToLookup(one => one.Called, one => one.Caller);
    }

    public static AssignedFields Of(Assembly assembly) =>
        s_known.GetOrAdd(assembly, static one => new AssignedFields(one));

    public IEnumerable<MethodBase> SetBy(FieldInfo field) => _setBy[(field.Module, field.MetadataToken)];

    public IEnumerable<MethodBase> ReadBy(FieldInfo field) => _readBy[(field.Module, field.MetadataToken)];

    /// <summary>The methods of the same assembly that call one which is not generic.</summary>
    public IEnumerable<(Module, int)> CallersOf(MethodBase method) => _callers[(method.Module, method.MetadataToken)];

    private void Look(MethodBase method)
    {
        foreach (var (code, token) in Instruction.Read(Body(method)))
        {
            if (code.OperandType == OperandType.InlineMethod && token >> 24 == MethodTable)
            {
                _calls.Add(((method.Module, token), (method.Module, method.MetadataToken)));
            }

            if (code == OpCodes.Stsfld || code == OpCodes.Ldsflda || code == OpCodes.Ldsfld)
            {
                try
                {
                    var types = method.DeclaringType is { IsGenericType: true } home
                        ? home.GetGenericArguments()
                        : null;
                    var arguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
                    var field = method.Module.ResolveField(token, types, arguments)!;
                    _ = (code == OpCodes.Ldsfld ? _read : _set).Add(((field.Module, field.MetadataToken), method));
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
