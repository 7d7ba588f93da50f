using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;

namespace Tune.Clustering.Children.Code.Reach;

/// <summary>
/// Which builds of which assemblies a program consists of: the compiler gives each its own number. An assembly that is
/// not loaded yet is looked up where it would be loaded from, without loading it.
/// </summary>
internal static class Builds
{
    private static readonly Lazy<FrozenDictionary<string, string>> s_files = new(Files);
    private static readonly ConcurrentDictionary<string, (string? Build, string[] Needs)> s_known =
        new(StringComparer.Ordinal);

    /// <summary>The build of each assembly that these need, themselves included, by name; without those of .NET.
    /// </summary>
    public static SortedDictionary<string, string> Of(IEnumerable<Assembly> roots)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var (next, met) = (new Queue<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var root in roots.Select(root => root.GetName().Name!).Order(StringComparer.Ordinal))
        {
            next.Enqueue(root);
        }

        while (next.TryDequeue(out var name))
        {
            if (!met.Add(name) || ProgramParts.IsDotnet(name) || IsShared(name))
            {
                continue;
            }

            var (build, needs) = s_known.GetOrAdd(name, static one => Look(one));
            if (build is not null)
            {
                all[name] = build;
            }

            foreach (var need in needs)
            {
                next.Enqueue(need);
            }
        }

        return all;
    }

    /// <summary>The build of one assembly; null if it is not here.</summary>
    public static string? Of(string name) => s_known.GetOrAdd(name, static one => Look(one)).Build;

    /// <summary>Reads a file's build and what it needs.</summary>
    internal static (string Build, string[] Needs) Read(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        var reader = image.GetMetadataReader();
        return (reader.GetGuid(reader.GetModuleDefinition().Mvid).ToString("N"),
        [
            .. reader.AssemblyReferences.Select(one => reader.GetString(reader.GetAssemblyReference(one).Name)),
        ]);
    }

    private static (string? Build, string[] Needs) Look(string name)
    {
        try
        {
            return Loaded(name) is { } assembly
                ? (assembly.ManifestModule.ModuleVersionId.ToString("N"),
                    [.. assembly.GetReferencedAssemblies().Select(one => one.Name!)])
                : s_files.Value.TryGetValue(name, out var file) ? Read(file) : (null, []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return (null, []);
        }
    }

    // What was loaded from elsewhere, such as a plug-in, another process may not have loaded yet.
    private static Assembly? Loaded(string name)
    {
        var isOneFile = string.IsNullOrEmpty(FileOf(typeof(Builds).Assembly));
        return isOneFile
            ? Assembly.Load(new AssemblyName(name))
            : !s_files.Value.ContainsKey(name)
            ? null
            : AssemblyLoadContext.Default.Assemblies.FirstOrDefault(one => one.GetName().Name == name);
    }

#pragma warning disable IL3000 // That there is none in a program of one file is what is asked.
    private static string FileOf(Assembly assembly) => assembly.Location;
#pragma warning restore IL3000

    private static bool IsShared(string name) => s_files.Value.TryGetValue(name, out var file)
        && Path.GetDirectoryName(file) is { } folder
        && folder.Contains($"{Path.DirectorySeparatorChar}shared{Path.DirectorySeparatorChar}Microsoft.",
            StringComparison.Ordinal);

    private static FrozenDictionary<string, string> Files() =>
        ((AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string) ?? "").Split(Path.PathSeparator)
            .Where(file => file.Length > 0)
            .GroupBy(file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
}
