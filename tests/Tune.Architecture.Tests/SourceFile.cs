using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tune.Architecture.Tests;

/// <summary>A text of the repository: its path from the root, with forward slashes, and what it says.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    private readonly Lazy<CompilationUnitSyntax> _unit = new(() => CSharpSyntaxTree
        .ParseText(Text, new CSharpParseOptions(LanguageVersion.Preview)).GetCompilationUnitRoot());

    /// <summary>The file's syntax, parsed once.</summary>
    public CompilationUnitSyntax Unit => _unit.Value;

    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    /// <summary>The name up to the first dot: <c>Trial.Parts.cs</c> holds a part of <c>Trial</c>.</summary>
    public string Stem => System.IO.Path.GetFileName(Path).Split('.')[0];

    public string[] Lines => Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    /// <summary>Where a node stands, as a person would write it: path and line.</summary>
    public string At(SyntaxNode node) => $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}
