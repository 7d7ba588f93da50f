using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tune.Architecture.Tests.Style;

/// <summary>The caps: a file is read in one go, a method in one look, a line without turning the head.</summary>
internal static class LengthRule
{
    public const int FileLines = 400;
    public const int TestFileLines = 600;
    public const int MethodLines = 70;
    public const int LineColumns = 120;

    public static IEnumerable<Finding> CheckFiles(IEnumerable<SourceFile> files) =>
        from file in files
        let cap = file.IsTest ? TestFileLines : FileLines
        where file.Lines.Length > cap
        select new Finding(file.Path, $"has {file.Lines.Length} lines; the cap is {cap}");

    public static IEnumerable<Finding> CheckLines(IEnumerable<SourceFile> files) =>
        from file in files
        from line in file.Lines.Select((text, index) => (Columns: text.Length, Number: index + 1))
        where line.Columns > LineColumns
        let what = $"has {line.Columns} columns; the cap is {LineColumns}"
        select new Finding($"{file.Path}:{line.Number}", what);

    /// <summary>Methods, constructors, operators, accessors, a program's statements, from signature to end.</summary>
    public static IEnumerable<Finding> CheckMethods(IEnumerable<SourceFile> files) =>
        from file in files
        from block in Blocks(file.Unit)
        where block.Lines > MethodLines
        let what = $"{block.Name} has {block.Lines} lines; the cap is {MethodLines}"
        select new Finding(file.At(block.Node), what);

    private static IEnumerable<(SyntaxNode Node, string Name, int Lines)> Blocks(CompilationUnitSyntax unit)
    {
        foreach (var node in unit.DescendantNodes())
        {
            var name = node switch
            {
                MethodDeclarationSyntax method => method.Identifier.Text,
                ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
                AccessorDeclarationSyntax accessor => accessor.Keyword.Text,
                BaseMethodDeclarationSyntax other => other.Kind().ToString(),
                PropertyDeclarationSyntax property => property.Identifier.Text,
                _ => null,
            };
            if (name is not null)
            {
                yield return (node, name, Span(node, node));
            }
        }

        var statements = unit.Members.OfType<GlobalStatementSyntax>().ToArray();
        if (statements.Length > 0)
        {
            yield return (statements[0], "the program", Span(statements[0], statements[^1]));
        }
    }

    private static int Span(SyntaxNode first, SyntaxNode last)
    {
        // Attributes and the documentation before them are not the method.
        var start = first.ChildNodesAndTokens().First(child => child.AsNode() is not AttributeListSyntax).GetLocation();
        return last.GetLocation()!.GetLineSpan().EndLinePosition.Line
            - start!.GetLineSpan().StartLinePosition.Line + 1;
    }
}
