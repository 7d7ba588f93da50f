using System.Xml.Linq;

namespace Tune.Architecture.Tests.Dependencies;

/// <summary>What one MSBuild file asks for: projects by name, packages by id.</summary>
internal sealed record ProjectFile(string Path, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages)
{
    /// <summary><c>Tune.Engine</c> for a project; the path itself for a shared props or targets file.</summary>
    public string Name => Path.EndsWith(".csproj", StringComparison.Ordinal)
        ? System.IO.Path.GetFileNameWithoutExtension(Path)
        : Path;

    public static ProjectFile Parse(SourceFile file)
    {
        var root = XDocument.Parse(file.Text).Root!;
        return new(
            file.Path,
            [.. Includes(root, "ProjectReference").Select(NameOf)],
            [.. Includes(root, "PackageReference")]);
    }

    private static IEnumerable<string> Includes(XElement root, string element) => root
        .Descendants(element)
        .Select(item => item.Attribute("Include")?.Value ?? "")
        .Where(include => include.Length > 0)
        .SelectMany(include => include.Split(';', StringSplitOptions.TrimEntries));

    private static string NameOf(string path) =>
        System.IO.Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
}
