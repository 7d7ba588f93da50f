using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tune.Architecture.Tests.Rooms;

/// <summary>
/// Reads which rooms of a project name which others. A room is a folder of the first level, with all below it; the
/// files beside the project file are a room too, <see cref="Top"/>. The compiler says what a name means, so usings that
/// are not needed, aliases, extension methods and members of values all count for what they are.
/// </summary>
internal static class RoomReader
{
    public const string Top = "(top)";

    /// <summary>Every arrow once, with the first place it is drawn at.</summary>
    /// <param name="project">The project's name, which its namespaces begin with.</param>
    /// <param name="files">Its C# files.</param>
    public static IReadOnlyList<RoomArrow> Arrows(string project, IReadOnlyCollection<SourceFile> files)
    {
        var compilation = Compiler.CompileProject(project, files.Select(file => file.Unit.SyntaxTree));
        var arrows = new Dictionary<(string, string), RoomArrow>();
        foreach (var file in files)
        {
            var model = compilation.GetSemanticModel(file.Unit.SyntaxTree);
            var from = RoomOf(project, NamespaceOf(file.Unit) ?? project);
            foreach (var name in file.Unit.DescendantNodes().OfType<SimpleNameSyntax>().Where(IsUse))
            {
                if (Target(model, name) is not { } type)
                {
                    continue;
                }

                var to = RoomOf(project, type.ContainingNamespace.ToDisplayString());
                if (to != from && !arrows.ContainsKey((from, to)))
                {
                    arrows.Add((from, to), new(from, to, file.At(name), type.Name));
                }
            }
        }

        return [.. arrows.Values.OrderBy(arrow => (arrow.From, arrow.To))];

        INamedTypeSymbol? Target(SemanticModel model, SimpleNameSyntax name) =>
            model.GetSymbolInfo(name).Symbol switch
            {
                INamedTypeSymbol type => type,
                INamespaceSymbol or null => null,
                var member => member.ContainingType,
            } is { } found && SymbolEqualityComparer.Default.Equals(found.ContainingAssembly, compilation.Assembly)
                ? found
                : null;
    }

    /// <summary>
    /// Every arrow that may be there, without asking the compiler: a room whose namespace a file uses or qualifies a
    /// name with, and the files on top where a word is one of their types or extensions. A member of a value whose room
    /// is not named leads where the room that gave the value leads already. So where these make no loop the arrows make
    /// none; binding every name of a project takes seconds.
    /// </summary>
    /// <inheritdoc cref="Arrows" path="/param" />
    public static IReadOnlyList<RoomArrow> Possible(string project, IReadOnlyCollection<SourceFile> files)
    {
        var spaces = files.ToDictionary(file => file, file => NamespaceOf(file.Unit) ?? project);
        var rooms = spaces.Values.Select(space => RoomOf(project, space)).ToHashSet();
        var onTop = files.Where(file => RoomOf(project, spaces[file]) == Top)
            .SelectMany(file => file.Unit.DescendantNodes())
            .Select(node => node switch
            {
                BaseTypeDeclarationSyntax type => type.Identifier.Text,
                DelegateDeclarationSyntax type => type.Identifier.Text,
                MethodDeclarationSyntax { ParameterList.Parameters: [var first, ..] } method
                    when first.Modifiers.Any(SyntaxKind.ThisKeyword) => method.Identifier.Text,
                _ => "",
            }).ToHashSet();
        return
        [
            .. from file in files
               let here = RoomOf(project, spaces[file])
               from name in file.Unit.DescendantNodes().OfType<SimpleNameSyntax>()
               let word = name.Identifier.Text
               let to = onTop.Contains(word) ? Top : rooms.Contains(word) ? word : here
               where to != here
               group new RoomArrow(here, to, file.At(name), word) by (here, to) into same
               select same.First(),
        ];
    }

    private static bool IsUse(SimpleNameSyntax name) =>
        name.Identifier.Text != "var" && name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is null;

    private static string? NamespaceOf(CompilationUnitSyntax unit) =>
        unit.Members.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString();

    private static string RoomOf(string project, string space) =>
        space.Length > project.Length ? space[(project.Length + 1)..].Split('.')[0] : Top;
}
