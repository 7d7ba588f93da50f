using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace Tune.Clustering.Children.Code.Reach;

/// <summary>Whose an assembly is. Only what the program's author wrote is looked into: a package's fields are its own
/// business, and differ between processes for reasons of its own.</summary>
internal static class ProgramParts
{
    private static readonly FrozenSet<string> s_ours = new[]
    {
        "Tune.Bytes", "Tune.Cli", "Tune.Client", "Tune.Clustering", "Tune.Engine", "Tune.Files", "Tune.Gpus",
        "Tune.Hosting", "Tune.Node", "Tune.Plots", "Tune.Processes", "Tune.Schedulers", "Tune.Server", "Tune.Storage",
        "Tune.Trainables", "Tune.Trainables.Torch", "Tune.Viewer",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly Lazy<FrozenSet<string>?> s_projects = new(Projects);
    private static readonly ConcurrentDictionary<Assembly, bool> s_own = [];

    /// <summary>The assemblies of TuneNet.</summary>
    public static IReadOnlySet<string> Ours => s_ours;

    /// <summary>Whether it is code of this program's author.</summary>
    public static bool IsOwn(Assembly assembly) => s_own.GetOrAdd(assembly, static one => Look(one));

    /// <summary>Whether it is part of TuneNet.</summary>
    public static bool IsOurs(Assembly assembly) => assembly.GetName().Name is { } name && s_ours.Contains(name);

    /// <summary>Whether it is part of .NET, or of what Microsoft publishes beside it.</summary>
    public static bool IsOfAFramework(Assembly assembly) => assembly.GetName().Name is not { } name || IsDotnet(name)
        || name.StartsWith("Microsoft.", StringComparison.Ordinal);

    /// <summary>Whether a name is one of an assembly of .NET.</summary>
    public static bool IsDotnet(string name) => name is "mscorlib" or "netstandard" or "System" or "WindowsBase"
        or "Microsoft.CSharp"
        || name.StartsWith("System.", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.VisualBasic", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal);

    private static bool Look(Assembly assembly)
    {
        if (IsOfAFramework(assembly) || IsOurs(assembly) || assembly.IsDynamic)
        {
            return false;
        }

        return s_projects.Value?.Contains(assembly.GetName().Name!) == true || assembly == Assembly.GetEntryAssembly()
            || Array.Exists(assembly.GetReferencedAssemblies(), one => one.Name is { } name && s_ours.Contains(name));
    }

    // The build notes what came from a project and what from a package.
    private static FrozenSet<string>? Projects()
    {
        try
        {
            return ((AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string) ?? "").Split(';')
                .Where(File.Exists).SelectMany(ProjectsOf).ToFrozenSet(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static List<string> ProjectsOf(string file)
    {
        using var notes = JsonDocument.Parse(File.ReadAllBytes(file));
        return !notes.RootElement.TryGetProperty("libraries", out var libraries)
            ? []
            : [
                .. libraries.EnumerateObject()
                    .Where(one => one.Value.TryGetProperty("type", out var type) && type.GetString() == "project")
                    .Select(one => one.Name.Split('/')[0]),
            ];
    }
}
