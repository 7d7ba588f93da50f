using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Tune.Architecture.Tests.Dependencies;

namespace Tune.Architecture.Tests.Purity;

/// <summary>The list of banned symbols: that it means something, that it is applied, that it is obeyed.</summary>
internal static class BannedSymbolRule
{
    // The compiler itself calls it from every record's equality.
    private const string CalledByRecords = "M:System.Object.GetHashCode";

    /// <summary>A line whose symbol does not exist bans nothing: the analyzer skips it silently. It also bans one
    /// overload and no other.</summary>
    public static IEnumerable<Finding> CheckList(SourceFile list, Compilation framework)
    {
        var listed = Ids(list).ToHashSet(StringComparer.Ordinal);
        foreach (var id in listed)
        {
            var symbols = DocumentationCommentId.GetSymbolsForDeclarationId(id, framework);
            if (symbols.IsEmpty)
            {
                yield return new(list.Path, $"{id} names nothing that exists");
            }

            foreach (var other in symbols.OfType<IMethodSymbol>().SelectMany(Overloads))
            {
                if (!listed.Contains(other))
                {
                    yield return new(list.Path, $"{other} is not listed beside {id}");
                }
            }
        }
    }

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
        var spaces = banned.Where(id => id.StartsWith("N:", StringComparison.Ordinal)).Select(id => $"T:{id[2..]}.")
            .ToList();
        return built.Members
            .Where(id => banned.Contains(id) || (!IsException(id) && spaces.Exists(
                space => id.StartsWith(space, StringComparison.Ordinal))))
            .Select(id => new Finding(library, $"touches the banned {id}"));
    }

    // A port may say how the outside failed: that does nothing itself.
    private static bool IsException(string id) => id.StartsWith("T:", StringComparison.Ordinal)
        ? id.EndsWith("Exception", StringComparison.Ordinal)
        : id.Contains("Exception.", StringComparison.Ordinal);

    private static IEnumerable<string> Overloads(IMethodSymbol method) =>
        from overload in method.ContainingType.GetMembers(method.Name)
        where overload.DeclaredAccessibility == Accessibility.Public
        select overload.GetDocumentationCommentId();

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
