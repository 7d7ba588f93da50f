namespace Tune.Architecture.Tests;

/// <summary>Reads the working tree the tests were built from. All input and output of the rules is here.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static readonly string[] Skipped = ["bin", "obj", "artifacts", "TestResults", "tune-data", "node_modules"];
    private static readonly Lazy<string[]> Paths = new(() => [.. Walk(Root, "").Order(StringComparer.Ordinal)]);
    private static readonly Lazy<SourceFile[]> Sources = new(() => [.. Files(".cs")]);

    public static IReadOnlyList<string> AllPaths => Paths.Value;

    public static IReadOnlyList<SourceFile> CSharp => Sources.Value;

    /// <summary>The files whose name ends so, read.</summary>
    public static IEnumerable<SourceFile> Files(string ending) =>
        Paths.Value.Where(path => path.EndsWith(ending, StringComparison.Ordinal)).Select(Read);

    public static SourceFile Read(string path) => new(path, File.ReadAllText(Path.Combine(Root, path)));

    /// <summary>Every project of the tree, by the folder that holds it.</summary>
    public static IReadOnlyDictionary<string, string> ProjectFolders() => Paths.Value
        .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
        .ToDictionary(path => Path.GetDirectoryName(path)!.Replace('\\', '/'),
            path => Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal);

    private static IEnumerable<string> Walk(string folder, string prefix)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            yield return prefix + Path.GetFileName(file);
        }

        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            var name = Path.GetFileName(child);
            if (Skipped.Contains(name) || (name.StartsWith('.') && name != ".ci"))
            {
                continue;
            }

            foreach (var path in Walk(child, $"{prefix}{name}/"))
            {
                yield return path;
            }
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TuneNet.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new InvalidOperationException($"No TuneNet.sln above {AppContext.BaseDirectory}.");
    }
}
