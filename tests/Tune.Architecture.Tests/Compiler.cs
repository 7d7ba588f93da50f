using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tune.Architecture.Tests;

/// <summary>Compiles small texts against the framework and the libraries as built.</summary>
internal static class Compiler
{
    private static readonly CSharpParseOptions Language = new(LanguageVersion.Preview);

    // What Microsoft.NET.Sdk brings into every file with implicit usings on.
    private static readonly SyntaxTree ImplicitUsings = CSharpSyntaxTree.ParseText(
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """,
        Language);

    /// <summary>A project's sources as a whole, against everything but its own assembly.</summary>
    public static CSharpCompilation CompileProject(string project, IEnumerable<SyntaxTree> sources) =>
        CSharpCompilation.Create(
            project,
            [ImplicitUsings, .. sources],
            References.Value.Where(item => Path.GetFileNameWithoutExtension(item.Display) != project),
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    private static readonly Lazy<MetadataReference[]> References = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path))]);

    /// <summary>A compilation of some files; a program if one has statements at the top, else a library.</summary>
    public static CSharpCompilation Compile(params string[] texts)
    {
        var trees = texts.Select(text => CSharpSyntaxTree.ParseText(text, Language)).ToArray();
        var isProgram = trees.Any(tree => tree.GetCompilationUnitRoot().Members
            .Any(member => member.IsKind(SyntaxKind.GlobalStatement)));
        var kind = isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        return CSharpCompilation.Create(
            "Sample",
            [ImplicitUsings, .. trees],
            References.Value,
            new(kind, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: false));
    }
}
