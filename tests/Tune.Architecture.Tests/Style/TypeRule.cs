using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tune.Architecture.Tests.Style;

/// <summary>How types are named and laid out in files.</summary>
internal static class TypeRule
{
    private static readonly HashSet<string> Banned = new(StringComparer.Ordinal)
    {
        "Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Base", "Impl", "Dto",
        "Dtos",
    };

    /// <summary>
    /// One public type per file, named as the file. A closed family may share a file: facts (records and enums), or
    /// what derives from a type of the same file. It carries the name of one of them, or the word they have in common
    /// in the plural: <c>Decision.cs</c>, <c>PlateauStoppers.cs</c>. The internal messages of a protocol share a file
    /// with a plural name: <c>SlotMessages.cs</c>.
    /// </summary>
    public static IEnumerable<Finding> CheckFiles(IEnumerable<SourceFile> files)
    {
        foreach (var file in files)
        {
            var types = TopLevel(file.Unit).ToArray();
            if (types.Length == 0)
            {
                continue;
            }

            var names = types.Select(NameOf).Distinct(StringComparer.Ordinal).ToArray();
            var shown = types.Where(IsPublic).DistinctBy(NameOf).ToArray();
            var extra = shown.FirstOrDefault(type =>
                NameOf(type) != file.Stem && !IsFact(type) && !DerivesFrom(type, names));
            if (shown.Length > 1 && extra is not null)
            {
                yield return new(file.At(extra), $"{NameOf(extra)} is a second public type of this file");
            }
            else if (!names.Contains(file.Stem) && !IsFamily(file.Stem, types))
            {
                yield return new(file.Path, $"holds {string.Join(", ", names)}, none of which the file is named for");
            }
        }
    }

    /// <summary>Names that say nothing.</summary>
    public static IEnumerable<Finding> CheckNames(IEnumerable<SourceFile> files) =>
        from file in files
        from node in file.Unit.DescendantNodes().OfType<MemberDeclarationSyntax>()
        where node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
        from word in Words(NameOf(node))
        where Banned.Contains(word)
        select new Finding(file.At(node), $"type {NameOf(node)} is named {word}, which says nothing");

    private static IEnumerable<MemberDeclarationSyntax> TopLevel(CompilationUnitSyntax unit) => unit
        .DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
        .OfType<MemberDeclarationSyntax>()
        .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    private static string NameOf(MemberDeclarationSyntax node) => node switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => "",
    };

    private static bool IsPublic(MemberDeclarationSyntax node) => node.Modifiers.Any(SyntaxKind.PublicKeyword);

    private static bool IsFact(MemberDeclarationSyntax node) =>
        node is RecordDeclarationSyntax or EnumDeclarationSyntax;

    private static bool DerivesFrom(MemberDeclarationSyntax node, string[] names) =>
        node is BaseTypeDeclarationSyntax { BaseList: { } bases }
        && bases.Types.Any(item => names.Contains(item.Type.ToString().Split('<')[0]));

    private static bool IsFamily(string stem, MemberDeclarationSyntax[] types)
    {
        var word = Words(stem).Last();
        var isProtocol = types.Length > 1
            && types.All(type => !IsPublic(type) && (IsFact(type) || type is InterfaceDeclarationSyntax));
        return word.EndsWith('s')
            && (isProtocol || types.Count(type => NameOf(type).Contains(word[..^1], StringComparison.Ordinal)) > 1);
    }

    private static IEnumerable<string> Words(string name)
    {
        var start = 0;
        for (var index = 1; index <= name.Length; index++)
        {
            if (index == name.Length || char.IsUpper(name[index]))
            {
                yield return name[start..index];
                start = index;
            }
        }
    }
}
