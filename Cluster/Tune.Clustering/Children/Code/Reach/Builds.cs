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
    public static SortedDictionary<string, string> Of(IEnumerable<Assembly> roots) =>
        Walk(roots.Select(root => root.GetName().Name!), Known);

    /// <summary>The same of one that may have been loaded from elsewhere, such as a plug-in: with what was loaded along
    /// with it or lies beside it.</summary>
    public static SortedDictionary<string, string> With(Assembly root)
    {
        var name = root.GetName().Name!;
        var plugIn = IsOneFile || (s_files.Value.ContainsKey(name)
            && AssemblyLoadContext.GetLoadContext(root) == AssemblyLoadContext.Default) ? null : new PlugIn(root);
        return Walk([name], plugIn is null ? Known : one => one == name ? Tell(root) : plugIn.Look(one, Known(one)));
    }

    /// <summary>The build of one assembly; null if it is not here.</summary>
    public static string? Of(string name) => Known(name).Build;

    private static SortedDictionary<string, string> Walk(
        IEnumerable<string> roots, Func<string, (string? Build, string[] Needs)> look)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var (next, met) = (new Queue<string>(roots), new HashSet<string>(StringComparer.Ordinal));
        while (next.TryDequeue(out var name))
        {
            if (!met.Add(name) || ProgramParts.IsDotnet(name) || IsShared(name))
            {
                continue;
            }

            var (build, needs) = look(name);
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

    /// <summary>The build of a loaded assembly and what it needs.</summary>
    internal static (string Build, string[] Needs) Tell(Assembly assembly) =>
        (assembly.ManifestModule.ModuleVersionId.ToString("N"),
            [.. assembly.GetReferencedAssemblies().Select(one => one.Name!)]);

    /// <summary>Reads a file's build and what it needs; null and nothing if that cannot be done.</summary>
    internal static (string? Build, string[] Needs) TryRead(string file)
    {
        try
        {
            return Read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return (null, []);
        }
    }

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

    private static (string? Build, string[] Needs) Known(string name) =>
        s_known.GetOrAdd(name, static one => Look(one));

    private static (string? Build, string[] Needs) Look(string name)
    {
        try
        {
            return Loaded(name) is { } assembly ? Tell(assembly)
                : s_files.Value.TryGetValue(name, out var file) ? Read(file) : (null, []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return (null, []);
        }
    }

    // What was loaded from elsewhere, such as a plug-in, another process may not have loaded yet.
    private static Assembly? Loaded(string name) => IsOneFile ? Assembly.Load(new AssemblyName(name))
        : !s_files.Value.ContainsKey(name) ? null
        : AssemblyLoadContext.Default.Assemblies.FirstOrDefault(one => one.GetName().Name == name);

    private static bool IsOneFile => string.IsNullOrEmpty(FileOf(typeof(Builds).Assembly));

#pragma warning disable IL3000 // That there is none in a program of one file is what is asked.
    internal static string FileOf(Assembly assembly) => assembly.Location;
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
