using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tune.Architecture.Tests.Docs;

namespace Tune.Architecture.Tests.Api;

/// <summary>A document for users names no type for builders.</summary>
internal static class TierRule
{
    /// <param name="blocks">The blocks of one document for users, in its order.</param>
    public static IEnumerable<Finding> Check(IEnumerable<CodeBlock> blocks) =>
        from program in CodeBlockRule.Programs(blocks)
        let compilation = CodeBlockRule.Compile(program)
        from tree in compilation.SyntaxTrees
        let model = compilation.GetSemanticModel(tree)
        from name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
        let type = model.GetSymbolInfo(name).Symbol as INamedTypeSymbol
        where type is not null && SurfaceTiers.IsForBuilders(type.ContainingNamespace.ToDisplayString(), Outer(type))
        let place = name.GetLocation().GetMappedLineSpan()
        where place.HasMappedPath
        select new Finding(
            $"{place.Path}:{place.StartLinePosition.Line + 1}",
            $"{type.Name} is for builders (Api/SurfaceTiers.cs); a program for users does without it");

    private static string Outer(INamedTypeSymbol type) => type.ContainingType is { } outer ? Outer(outer) : type.Name;
}
