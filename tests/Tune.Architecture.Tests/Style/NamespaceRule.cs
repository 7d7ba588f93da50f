using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tune.Architecture.Tests.Style;

/// <summary>Folder = namespace: the project's name, then the folders below it. Shelves do not count.</summary>
internal static class NamespaceRule
{
    // The runtime finds a start-up hook by this name and outside of namespaces only.
    private const string Hook = "StartupHook";

    /// <param name="files">The C# files.</param>
    /// <param name="projects">Project names by the folder that holds them.</param>
    public static IEnumerable<Finding> Check(
        IEnumerable<SourceFile> files, IReadOnlyDictionary<string, string> projects) =>
        files.SelectMany(file => Check(file, projects));

    private static IEnumerable<Finding> Check(SourceFile file, IReadOnlyDictionary<string, string> projects)
    {
        var wanted = Wanted(file.Path, projects);
        if (wanted is null)
        {
            yield return new(file.Path, "belongs to no project");
            yield break;
        }

        foreach (var member in file.Unit.Members)
        {
            if (member is BaseNamespaceDeclarationSyntax declared)
            {
                var name = declared.Name.ToString();
                if (name != wanted)
                {
                    yield return new(file.At(declared), $"namespace {name} should be {wanted}, as its folder");
                }
            }
            else if (member is not GlobalStatementSyntax and not ClassDeclarationSyntax { Identifier.Text: Hook })
            {
                yield return new(file.At(member), $"stands outside a namespace; its folder is {wanted}");
            }
        }
    }

    private static string? Wanted(string path, IReadOnlyDictionary<string, string> projects)
    {
        var folders = path.Split('/')[..^1];
        for (var depth = folders.Length; depth > 0; depth--)
        {
            if (projects.TryGetValue(string.Join('/', folders[..depth]), out var project))
            {
                return string.Join('.', folders[depth..].Prepend(project));
            }
        }

        return null;
    }
}
