using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Tune.Clustering.Children.Code.Reach;

/// <summary>
/// What training code comes to: the methods of the program's author that it can call, and which fields they touch. Read
/// from the compiled methods; what is called by reflection is not seen, and of an object that exists every virtual
/// member may be called.
/// </summary>
internal sealed class CodeReach
{
    private const int MethodsMax = 5_000;
    private const BindingFlags Declared = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Queue<MethodBase> _next = new();
    private readonly HashSet<(Module, int)> _met = [];
    private readonly HashSet<Type> _types = [];
    private readonly HashSet<(Module, int)> _touched = [];
    private readonly Dictionary<(Module, int), FieldInfo> _read = [];
    private readonly HashSet<(Module, int)> _written = [];
    private bool _isWhole = true;

    /// <summary>Whether everything could be looked at; of a program without end only the beginning is.</summary>
    public bool IsWhole => _isWhole && _met.Count <= MethodsMax;

    /// <summary>Whether something was added that has not been followed yet.</summary>
    public bool HasMore => _next.Count > 0;

    /// <summary>The assemblies of the methods.</summary>
    public IEnumerable<Assembly> Assemblies => _met.Select(method => method.Item1.Assembly).Distinct();

    /// <summary>The static fields that are read and never set by this code.</summary>
    public IEnumerable<FieldInfo> Settings => _read.Where(one => !_written.Contains(one.Key)).Select(one => one.Value);

    /// <summary>Whether a field of an object may be read.</summary>
    public bool Touches(FieldInfo field) => !IsWhole || _touched.Contains((field.Module, field.MetadataToken));

    /// <summary>A method that may be called.</summary>
    public void Add(MethodBase method)
    {
        if (ProgramParts.IsOwn(method.Module.Assembly) && _met.Count <= MethodsMax
            && _met.Add((method.Module, method.MetadataToken)))
        {
            _next.Enqueue(method);
        }
    }

    /// <summary>A type of which there is an object.</summary>
    public void Add(Type type)
    {
        for (var home = Definition(type); home is not null && ProgramParts.IsOwn(home.Assembly) && _types.Add(home);
            home = home.BaseType is { } next ? Definition(next) : null)
        {
            foreach (var method in home.GetMethods(Declared).Where(method => method.IsVirtual && !method.IsAbstract))
            {
                Add(method);
            }
        }
    }

    /// <summary>Follows everything that was added.</summary>
    public void Follow()
    {
        while (_next.TryDequeue(out var method))
        {
            try
            {
                Look(method);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Something it mentions is not here, or cannot be read: then anything may be touched.
                _isWhole = false;
            }
        }
    }

    private static Type Definition(Type type) =>
        type is { IsGenericType: true, IsGenericTypeDefinition: false } ? type.GetGenericTypeDefinition() : type;

    private void Look(MethodBase met)
    {
        var module = met.Module;
        var method = module.ResolveMethod(met.MetadataToken)!;
        if (method.GetCustomAttribute<StateMachineAttribute>() is { } machine)
        {
            Add(machine.StateMachineType);
        }

        var types = method.DeclaringType is { IsGenericType: true } home ? home.GetGenericArguments() : null;
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        var body = Instruction.Read(method.GetMethodBody()?.GetILAsByteArray() ?? []);
        for (var i = 0; i < body.Count; i++)
        {
            var (code, token) = body[i];
            if (token != 0 && code.OperandType != OperandType.InlineSig && Resolve(token) is { } member)
            {
                Look(method, code, member, () => After(i));
            }
        }

        MemberInfo? After(int at)
        {
            var next = at + 1;
            while (next < body.Count && body[next].Code == OpCodes.Ldflda)
            {
                next++;
            }

            return next < body.Count && body[next].Token is not 0 and var token ? Resolve(token) : null;
        }

        MemberInfo? Resolve(int token)
        {
            try
            {
                return module.ResolveMember(token, types, arguments);
            }
            catch (Exception e) when (e is ArgumentException or IOException or BadImageFormatException
                or TypeLoadException or MissingMemberException)
            {
                return null;
            }
        }
    }

    private void Look(MethodBase method, OpCode code, MemberInfo member, Func<MemberInfo?> after)
    {
        switch (member)
        {
            case MethodBase called:
                Add(called);
                Begin(called.DeclaringType);
                if (code == OpCodes.Newobj)
                {
                    Add(called.DeclaringType!);
                }

                break;
            case FieldInfo { IsStatic: true } field:
                Begin(field.DeclaringType);
                Static(method, code, field, after);
                break;
            case FieldInfo field when code != OpCodes.Stfld:
                _touched.Add((field.Module, field.MetadataToken));
                break;
            case Type type when code == OpCodes.Initobj || code == OpCodes.Box || code == OpCodes.Constrained:
                Add(type);
                break;
        }
    }

    private void Static(MethodBase method, OpCode code, FieldInfo field, Func<MemberInfo?> after)
    {
        var key = (field.Module, field.MetadataToken);
        if (code == OpCodes.Stsfld || (code == OpCodes.Ldsflda && !IsOnlyLookedAt(after())))
        {
            // What a type begins with is not something that its code did later.
            if (!(method is ConstructorInfo { IsStatic: true } && IsOf(method, field)))
            {
                _written.Add(key);
            }
        }
        else
        {
            _read.TryAdd(key, field);
        }
    }

    // The address of a structure is taken to read a part of it, or to hand the whole of it out to be changed.
    private static bool IsOnlyLookedAt(MemberInfo? next) => next switch
    {
        FieldInfo => true,
        Type type => IsReadOnly(type),
        MethodInfo { IsStatic: false, DeclaringType: { } type } => IsReadOnly(type),
        _ => false,
    };

    private static bool IsReadOnly(Type type) => type.IsPrimitive || type.IsEnum
        || (type.IsValueType && type.IsDefined(typeof(IsReadOnlyAttribute), inherit: false));

    private static bool IsOf(MethodBase method, FieldInfo field) =>
        method.Module == field.Module && method.DeclaringType?.MetadataToken == field.DeclaringType?.MetadataToken;

    private void Begin(Type? type)
    {
        if (type?.TypeInitializer is { } begin)
        {
            Add(begin);
        }
    }
}
