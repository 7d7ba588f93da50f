using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tune.Clustering.Children.Code.Reach;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;

namespace Tune.Clustering.Children.Code;

/// <summary>Objects of .NET and of this library that training code often captures: those that a text says wholly, and
/// those that each process has for itself.</summary>
internal static class KnownThings
{
    private static readonly Type[] s_texts =
    [
        typeof(Uri), typeof(Version), typeof(CultureInfo), typeof(Encoding), typeof(Regex), typeof(IPAddress),
        typeof(IPEndPoint), typeof(FileSystemInfo), typeof(StringBuilder), typeof(JsonNode), typeof(JsonDocument),
        typeof(Configuration), typeof(MetricSet), typeof(MemberInfo), typeof(Assembly),
    ];

    /// <summary>What says all there is to say of an object that does not change; null if it is none of these.</summary>
    public static string? TextOf(object value) => value switch
    {
        Uri address => address.OriginalString,
        Version version => version.ToString(),
        CultureInfo culture => culture.Name,
        Encoding encoding => encoding.WebName,
        Regex pattern => $"{pattern.Options:D} {pattern}",
        IPAddress or IPEndPoint => value.ToString(),
        FileSystemInfo place => place.FullName,
        StringBuilder text => text.ToString(),
        JsonNode json => json.ToJsonString(),
        JsonElement { ValueKind: not JsonValueKind.Undefined } json => json.GetRawText(),
        JsonDocument json => json.RootElement.GetRawText(),
        Configuration config => JsonSerializer.Serialize(config),
        MetricSet metrics => string.Join('\n', metrics.Select(one => $"{one.Name}={one.Value:R}")),
        MemberInfo member => $"{member.DeclaringType}.{member}",
        Assembly assembly => assembly.FullName,
        _ => null,
    };

    /// <summary>Whether an object is not compared, and nobody need know: it has nothing in it that a trial's result
    /// could come from, or only what each process has for itself.</summary>
    public static bool IsOfEachProcess(object value, Type type) => type == typeof(object)
        || value is Stopwatch or TextWriter || value == TimeProvider.System || value == Random.Shared
        || type.Namespace is "System.Threading" || value is Task && !type.IsGenericType
        || (value is IEqualityComparer or IComparer && ProgramParts.IsOfAFramework(type.Assembly))
        || (ProgramParts.IsOurs(type.Assembly) && !IsData(type) && type.Namespace is not "Tune.Hosting.Results")
        || IsLogger(type);

    /// <summary>Whether that goes for whatever a variable of a type holds, nothing included.</summary>
    public static bool IsOfEachProcess(Type type) => type == typeof(object) || type == typeof(Stopwatch)
        || type == typeof(TimeProvider) || type.IsAssignableTo(typeof(TextWriter))
        || type.Namespace is "System.Threading" || IsLogger(type)
        || type.IsAssignableTo(typeof(IEqualityComparer)) || type.IsAssignableTo(typeof(IComparer))
        || type.Name is "IEqualityComparer`1" or "IComparer`1";

    /// <summary>Whether a variable of a type holds what <see cref="TextOf"/> says wholly.</summary>
    public static bool HasText(Type type) => s_texts.Any(type.IsAssignableTo);

    /// <summary>Whether reflection does not show all that an object holds, or only an address.</summary>
    public static bool IsUnseen(Type type) => type.IsPointer || type == typeof(nint) || type == typeof(nuint)
        || type.IsDefined(typeof(InlineArrayAttribute), inherit: false)
        || type.IsDefined(typeof(UnsafeValueTypeAttribute), inherit: false);

    /// <summary>Whether a type only holds values, each of which can be seen.</summary>
    public static bool IsData(Type type) => type.IsValueType || type.GetMethod("<Clone>$") is not null
        || type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static bool IsLogger(Type type) => type.GetInterfaces().Append(type)
        .Any(one => one.Name is "ILogger" or "ILogger`1" or "ILoggerFactory");

    /// <summary>Whether it holds what lambdas have captured; those of one method share it.</summary>
    public static bool IsClosure(Type type) => type.Name.StartsWith("<>c", StringComparison.Ordinal)
        && type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
}
