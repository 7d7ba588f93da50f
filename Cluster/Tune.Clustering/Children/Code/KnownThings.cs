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

namespace Tune.Clustering.Children.Code;

/// <summary>Objects of .NET and of this library that training code often captures: those that a text says wholly, and
/// those that each process has for itself.</summary>
internal static class KnownThings
{
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
        || (ProgramParts.IsOurs(type.Assembly) && !IsData(type))
        || type.GetInterfaces().Any(one => one.Name is "ILogger" or "ILoggerFactory");

    /// <summary>Whether a type only holds values, each of which can be seen.</summary>
    public static bool IsData(Type type) => type.IsValueType || type.GetMethod("<Clone>$") is not null
        || type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    /// <summary>Whether it holds what lambdas have captured; those of one method share it.</summary>
    public static bool IsClosure(Type type) => type.Name.StartsWith("<>c", StringComparison.Ordinal)
        && type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
}
