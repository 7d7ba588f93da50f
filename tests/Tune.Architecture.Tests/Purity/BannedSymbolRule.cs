using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Tune.Architecture.Tests.Dependencies;

namespace Tune.Architecture.Tests.Purity;

/// <summary>The list of banned symbols: that it means something, that it is applied, that it is obeyed.</summary>
internal static class BannedSymbolRule
{
    // The compiler itself calls it from every record's equality.
    private const string CalledByRecords = "M:System.Object.GetHashCode";

    /// <summary>A line whose symbol does not exist bans nothing: the analyzer skips it silently.</summary>
    public static IEnumerable<Finding> CheckList(SourceFile list, Compilation framework) =>
        from id in Ids(list)
        where DocumentationCommentId.GetSymbolsForDeclarationId(id, framework).IsEmpty
        select new Finding(list.Path, $"{id} names nothing that exists");

    /// <summary>The pure projects, and only they, ask for the list; the shared targets give it to them.</summary>
    public static IEnumerable<Finding> CheckApplied(
        IEnumerable<SourceFile> projects, SourceFile targets, string listPath)
    {
        foreach (var file in projects)
        {
            var name = Path.GetFileNameWithoutExtension(file.Path);
            var asks = XDocument.Parse(file.Text).Descendants("TunePure").Any(item => item.Value == "true");
            if (asks != DependencyMap.Pure.Contains(name))
            {
                yield return new(file.Path, asks
                    ? $"{name} sets TunePure but is not pure by the map"
                    : $"{name} is pure by the map but does not set TunePure to true");
            }
        }

        var wired = XDocument.Parse(targets.Text).Descendants("AdditionalFiles").Any(item =>
            item.Attribute("Include")?.Value == "$(MSBuildThisFileDirectory)" + listPath
            && item.Parent?.Attribute("Condition")?.Value == "'$(TunePure)' == 'true'");
        if (!wired)
        {
            yield return new(targets.Path, $"{listPath} is not handed to projects that set TunePure");
        }
    }

    /// <summary>Seen from the other side: a pure library's metadata does not mention a banned type or method.</summary>
    public static IEnumerable<Finding> CheckObeyed(string library, BuiltAssembly built, SourceFile list)
    {
        var banned = Ids(list).Where(id => id != CalledByRecords).Select(InMetadata).ToHashSet(StringComparer.Ordinal);
        return built.Members.Where(banned.Contains).Select(id => new Finding(library, $"touches the banned {id}"));
    }

    private static IEnumerable<string> Ids(SourceFile list) =>
        list.Lines.Select(line => line.Split(';')[0].Trim()).Where(id => id.Length > 0);

    // Metadata knows a property by its getter, and its names carry no parameters here: all overloads count as one.
    private static string InMetadata(string id)
    {
        var name = id.Split('(')[0];
        return name.StartsWith("P:", StringComparison.Ordinal)
            ? "M:" + name[2..].Insert(name.LastIndexOf('.') - 1, "get_")
            : name;
    }
}
