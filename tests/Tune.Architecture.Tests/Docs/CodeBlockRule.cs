using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tune.Architecture.Tests.Docs;

/// <summary>A code block that a reader copies must compile against the libraries as built.</summary>
internal static class CodeBlockRule
{
    /// <param name="blocks">The blocks of one document, in its order.</param>
    public static IEnumerable<Finding> Check(IEnumerable<CodeBlock> blocks) =>
        from files in Programs(blocks)
        from diagnostic in Compile(files).GetDiagnostics()
        where diagnostic.Severity == DiagnosticSeverity.Error
        let place = diagnostic.Location.GetMappedLineSpan()
        let at = place.HasMappedPath ? $"{place.Path}:{place.StartLinePosition.Line + 1}" : $"{files[0]} (context)"
        select new Finding(at, $"{diagnostic.Id} {diagnostic.GetMessage(null)}");

    /// <summary>The blocks, those of one program together.</summary>
    public static IEnumerable<IReadOnlyList<CodeBlock>> Programs(IEnumerable<CodeBlock> blocks)
    {
        var program = new List<CodeBlock>();
        foreach (var block in blocks)
        {
            if (!block.IsWithAbove && program.Count > 0)
            {
                yield return [.. program];
                program.Clear();
            }

            program.Add(block);
        }

        if (program.Count > 0)
        {
            yield return program;
        }
    }

    /// <summary>A program of blocks; its places are mapped to the document.</summary>
    public static CSharpCompilation Compile(IEnumerable<CodeBlock> program) =>
        Compiler.Compile([.. program.SelectMany(Arrange)]);

    // C# wants usings, then statements, then types; context and block each bring some of them. A context without
    // statements is a file of its own, so that the block may have a namespace; its usings then hold for both.
    private static IEnumerable<string> Arrange(CodeBlock block)
    {
        SourceFile context = new("", block.Context);
        SourceFile code = new(block.Path, block.Code);
        return context.Unit.Members.Any(member => member is GlobalStatementSyntax)
            ? [File(block, [context, code], "")]
            : [File(block, [context], "global "), File(block, [code], "")];
    }

    private static string File(CodeBlock block, SourceFile[] parts, string prefix) => string.Concat(
        parts.SelectMany(part => part.Unit.Usings.Select(node => prefix + Placed(part, block, node)))
            .Concat(parts.SelectMany(part => Members(part, block, isStatement: true)))
            .Concat(parts.SelectMany(part => Members(part, block, isStatement: false)))
            // Broken syntax at the very end belongs to no member: the parser's word on it must not be lost.
            .Concat(parts.Select(part => Placed(part, block, part.Unit.EndOfFileToken))));

    private static IEnumerable<string> Members(SourceFile part, CodeBlock block, bool isStatement) => part.Unit.Members
        .Where(member => member is GlobalStatementSyntax == isStatement)
        .Select(member => Placed(part, block, member));

    private static string Placed(SourceFile part, CodeBlock block, SyntaxNodeOrToken node)
    {
        if (part.Path.Length == 0)
        {
            return $"\n#line default\n{node.ToFullString()}\n";
        }

        var line = node.GetLocation()!.SourceTree!.GetLineSpan(node.FullSpan).StartLinePosition.Line;
        return $"\n#line {block.Line + line} \"{block.Path}\"\n{node.ToFullString()}\n#line default\n";
    }
}
