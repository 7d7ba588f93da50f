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
    private readonly HashSet<Type> _arguments = [];
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

    /// <summary>The static fields that are read.</summary>
    public IEnumerable<FieldInfo> Statics => _read.Values;

    /// <summary>Whether a field of an object may be read.</summary>
    public bool Touches(FieldInfo field) => !IsWhole || _touched.Contains((field.Module, field.MetadataToken));

    /// <summary>Whether this code may set a static field.</summary>
    public bool Sets(FieldInfo field) => _written.Contains((field.Module, field.MetadataToken));

    /// <summary>Whether a method is part of this code.</summary>
    public bool Has((Module, int) method) => _met.Contains(method);

    /// <summary>A method that may be called.</summary>
    public void Add(MethodBase method)
    {
        AddArguments(method.IsGenericMethod ? method.GetGenericArguments() : []);
        AddArguments(method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : []);
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
                Look(method, code, member, () => FieldAddress.MayBeWritten(body, i, Resolve));
            }
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

    private void Look(MethodBase method, OpCode code, MemberInfo member, Func<bool> isChanged)
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
                Static(method, code, field, isChanged);
                break;
            case FieldInfo field when code != OpCodes.Stfld:
                _touched.Add((field.Module, field.MetadataToken));
                break;
            case Type type when code == OpCodes.Initobj || code == OpCodes.Box || code == OpCodes.Constrained:
                Add(type);
                break;
        }
    }

    private void Static(MethodBase method, OpCode code, FieldInfo field, Func<bool> isChanged)
    {
        var key = (field.Module, field.MetadataToken);
        if (code != OpCodes.Stsfld)
        {
            _read.TryAdd(key, field);
        }

        // What a type begins with is not something that its code did later.
        if ((code == OpCodes.Stsfld || (code == OpCodes.Ldsflda && isChanged()))
            && !(method is ConstructorInfo { IsStatic: true } && IsOf(method, field)))
        {
            _written.Add(key);
        }
    }

    // Generic code calls what its arguments implement, and may make objects of them.
    private void AddArguments(Type[] arguments)
    {
        foreach (var argument in arguments)
        {
            var type = argument;
            while (type.HasElementType)
            {
                type = type.GetElementType()!;
            }

            if (type.IsGenericType)
            {
                AddArguments(type.GetGenericArguments());
            }

            if (!type.IsGenericParameter && ProgramParts.IsOwn(type.Assembly) && _arguments.Add(type))
            {
                Add(type);
                foreach (var method in Definition(type).GetMembers(Declared).OfType<MethodBase>().Where(IsGenerically))
                {
                    Add(method);
                }
            }
        }
    }

    private static bool IsGenerically(MethodBase method) => method is ConstructorInfo
        ? method.GetParameters().Length == 0
        : method.IsStatic && method.DeclaringType!.GetInterfaces().Any(one => one.GetMethods()
            .Any(member => member is { IsStatic: true, IsVirtual: true }));

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
