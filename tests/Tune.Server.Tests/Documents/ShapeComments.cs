using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Tune.Server.Tests.Documents;

/// <summary>What the comments of an assembly say of its types and properties.</summary>
internal sealed partial class ShapeComments
{
    private readonly Dictionary<string, string> _texts;

    public ShapeComments(Assembly assembly) => _texts = XDocument.Load(
        Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member").ToDictionary(
            member => member.Attribute("name")!.Value,
            member => Text(member.Element("summary")));

    public string? Of(Type type) => _texts.GetValueOrDefault($"T:{type.FullName}");

    public string? Of(JsonPropertyInfo property) => property.AttributeProvider is PropertyInfo known
        ? _texts.GetValueOrDefault($"P:{known.DeclaringType!.FullName}.{known.Name}")
        : null;

    private static string Text(XElement? summary) => summary is null ? "" : Blanks().Replace(
        string.Concat(summary.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" } see => see.Attribute("cref")?.Value.Split('.')[^1] ?? "",
            XElement other => other.Value,
            _ => node.ToString(),
        })),
        " ").Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
