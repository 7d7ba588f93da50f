using System.Reflection;
using System.Runtime.CompilerServices;

namespace Tune.Architecture.Tests.Api;

/// <summary>Signatures of types and members, one line each.</summary>
internal static class ApiSignatures
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.DeclaredOnly;

    public static string OfType(Type type)
    {
        if (type.IsEnum)
        {
            var values = Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name))}");
            return $"enum {ApiNames.Declared(type)} {{ {string.Join(", ", values)} }}";
        }

        if (type.IsSubclassOf(typeof(Delegate)))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"delegate {Returned(invoke)} {ApiNames.Declared(type)}({Parameters(invoke)})";
        }

        var positional = Positional(type);
        var list = positional.Length == 0 ? "" : $"({string.Join(", ", positional.Select(Parameter))})";
        var bases = Bases(type).ToArray();
        var inherits = bases.Length == 0 ? "" : " : " + string.Join(", ", bases);
        return $"{Kind(type)} {ApiNames.Declared(type)}{list}{inherits}{Constraints(type.GetGenericArguments())}";
    }

    public static string OfField(FieldInfo field)
    {
        var value = field.IsLiteral ? " = " + ApiNames.Value(field.GetRawConstantValue(), field.FieldType) : "";
        var modifier = (field.IsLiteral, field.IsStatic, field.IsInitOnly) switch
        {
            (true, _, _) => "const ",
            (_, true, true) => "static readonly ",
            (_, true, false) => "static ",
            (_, false, true) => "readonly ",
            _ => "",
        };
        var type = ApiNames.Used(field.FieldType, new NullabilityInfoContext().Create(field));
        return $"{modifier}{type} {field.Name}{value}";
    }

    public static string OfConstructor(ConstructorInfo constructor) =>
        $"{Protected(constructor)}new({Parameters(constructor)})";

    public static string OfProperty(PropertyInfo property)
    {
        var accessor = property.GetMethod ?? property.SetMethod!;
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]";
        var required = property.CustomAttributes.Any(item => item.AttributeType.Name == "RequiredMemberAttribute")
            ? "required "
            : "";
        var type = ApiNames.Used(property.PropertyType, new NullabilityInfoContext().Create(property));
        var setter = property.SetMethod is { IsPublic: true } set
            ? set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;"
            : "";
        return $"{Protected(accessor)}{Modifier(accessor)}{required}{type} {name} {{ get;{setter} }}";
    }

    public static string OfMethod(MethodInfo method)
    {
        var generic = method.GetGenericArguments();
        var names = generic.Length == 0 ? "" : $"<{string.Join(", ", generic.Select(item => item.Name))}>";
        return $"{Protected(method)}{Modifier(method)}{Returned(method)} {method.Name}{names}({Parameters(method)})"
            + Constraints(generic);
    }

    public static bool IsRecord(Type type) => type.IsValueType
        ? type.GetMethod("PrintMembers", Own) is not null
        : type.GetMethod("<Clone>$", Own) is not null;

    /// <summary>The parameters in a record's own line; its deconstruction tells which constructor that is.</summary>
    public static ParameterInfo[] Positional(Type type)
    {
        var deconstruct = IsRecord(type)
            ? type.GetMethods(Own).FirstOrDefault(method => method.Name == "Deconstruct"
                && method.IsDefined(typeof(CompilerGeneratedAttribute)))
            : null;
        var names = deconstruct?.GetParameters().Select(parameter => parameter.Name).ToArray() ?? [];
        return type.GetConstructors(Own)
            .Select(constructor => constructor.GetParameters())
            .FirstOrDefault(list => names.Length > 0 && list.Select(item => item.Name).SequenceEqual(names)) ?? [];
    }

    private static string Kind(Type type)
    {
        var record = IsRecord(type) ? "record" : "class";
        if (type.IsInterface)
        {
            return "interface";
        }

        if (type.IsValueType)
        {
            var isReadOnly = type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "";
            return $"{isReadOnly}{(type.IsByRefLike ? "ref " : "")}{(record == "record" ? "record " : "")}struct";
        }

        return (type.IsAbstract, type.IsSealed) switch
        {
            (true, true) => "static class",
            (true, false) => $"abstract {record}",
            (false, true) => $"sealed {record}",
            _ => record,
        };
    }

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            yield return ApiNames.Used(parent);
        }

        var inherited = (type.BaseType?.GetInterfaces() ?? [])
            .Concat(type.GetInterfaces().SelectMany(item => item.GetInterfaces()))
            .ToHashSet();
        foreach (var name in type.GetInterfaces()
            .Where(item => !inherited.Contains(item) && !(IsRecord(type) && IsEqualityOf(type, item)))
            .Select(item => ApiNames.Used(item))
            .Order(StringComparer.Ordinal))
        {
            yield return name;
        }
    }

    private static bool IsEqualityOf(Type type, Type item) =>
        item.IsGenericType && item.GetGenericTypeDefinition() == typeof(IEquatable<>)
        && item.GetGenericArguments()[0] == type;

    private static string Protected(MethodBase method) => method.IsFamily ? "protected " : "";

    private static string Modifier(MethodBase method) => method switch
    {
        { DeclaringType.IsInterface: true, IsStatic: false } => "",
        { IsStatic: true } => "static ",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => "",
    };

    private static string Returned(MethodInfo method) =>
        ApiNames.Used(method.ReturnType, new NullabilityInfoContext().Create(method.ReturnParameter));

    private static string Parameters(MethodBase method)
    {
        var extends = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return extends + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var passed = parameter switch
        {
            { IsOut: true } => "out ",
            { IsIn: true, ParameterType.IsByRef: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute))
                || parameter.IsDefined(typeof(ParamCollectionAttribute)) => "params ",
            _ => "",
        };
        var type = ApiNames.Used(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));
        var value = parameter.HasDefaultValue
            ? " = " + ApiNames.Value(parameter.RawDefaultValue, parameter.ParameterType)
            : "";
        return $"{passed}{type} {parameter.Name}{value}";
    }

    private static string Constraints(Type[] parameters)
    {
        var clauses = parameters
            .Select(item => (item.Name, Rules: Rules(item).ToArray()))
            .Where(item => item.Rules.Length > 0)
            .Select(item => $" where {item.Name} : {string.Join(", ", item.Rules)}");
        return string.Concat(clauses);
    }

    private static IEnumerable<string> Rules(Type parameter)
    {
        var special = parameter.IsGenericParameter
            ? parameter.GenericParameterAttributes & GenericParameterAttributes.SpecialConstraintMask
            : GenericParameterAttributes.None;
        var isStruct = special.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        if (special.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            yield return "class";
        }

        if (isStruct)
        {
            yield return "struct";
        }

        foreach (var bound in parameter.IsGenericParameter ? parameter.GetGenericParameterConstraints() : [])
        {
            if (bound != typeof(ValueType))
            {
                yield return ApiNames.Used(bound);
            }
        }

        if (special.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct)
        {
            yield return "new()";
        }
    }
}
