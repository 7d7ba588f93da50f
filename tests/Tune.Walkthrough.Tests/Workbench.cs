using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Tune.Testing;

namespace Tune.Walkthrough.Tests;

/// <summary>
/// A throw-away tree with what one test project has been built into. Files can be written and changed there as a reader
/// of CONTRIBUTING.md does; only the assemblies they belong to are compiled again, without a restore.
/// </summary>
internal sealed partial class Workbench : IDisposable
{
    // Of all processes of a run together that are .NET: a test that eats the machine ends instead.
    private const string HeapMax = "0x60000000";

    private static readonly CSharpParseOptions s_language = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    // What the SDK brings into every file, and tests/Directory.Build.props into those of tests.
    private static readonly string[] s_usings =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http",
         "System.Threading", "System.Threading.Tasks"];

    private readonly Dictionary<string, string> _written = new(StringComparer.Ordinal);
    private readonly string _source = RepositoryFolder.Find()
        ?? throw new AssertionException("The tests run far from their tree.");

    private readonly string _folder = Directory.CreateTempSubdirectory("tune-walk-").FullName;
    private readonly string _tests;
    private readonly string _built;

    /// <param name="tests">The test project, as in <c>tests/Tune.Schedulers.Tests</c>.</param>
    public Workbench(string tests)
    {
        // As this project was built, so were the others: bin/Release/net10.0, for instance.
        var output = Path.GetRelativePath(
            Path.Combine(_source, "tests", "Tune.Walkthrough.Tests"), AppContext.BaseDirectory);
        _tests = tests;
        _built = Path.Combine(_folder, tests, output);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_source, tests, output)))
        {
            File.Copy(file, Made(Path.Combine(_built, Path.GetFileName(file))));
        }

        // By this the tests know the top of their tree.
        File.WriteAllText(Path.Combine(_folder, "TuneNet.sln"), "");
    }

    /// <summary>A file of the tree, as it now is.</summary>
    public string Read(string path) =>
        _written.TryGetValue(path, out var text) ? text : File.ReadAllText(Path.Combine(_source, path));

    public void Write(string path, string text)
    {
        _written[path] = text;
        File.WriteAllText(Made(Path.Combine(_folder, path)), text);
    }

    /// <summary>Puts a line after the last one that contains a text.</summary>
    public void Insert(string path, string line, string after)
    {
        var lines = Read(path).Split('\n').ToList();
        var at = lines.FindLastIndex(one => one.Contains(after, StringComparison.Ordinal));
        Assert.That(at, Is.GreaterThanOrEqualTo(0), $"{path} has a line with '{after}'");
        lines.Insert(at + 1, line);
        Write(path, string.Join('\n', lines));
    }

    /// <summary>Compiles a project with what was written. What was written must not even warn.</summary>
    /// <param name="project">Its folder.</param>
    /// <param name="friend">A project that sees its internals; null for none.</param>
    public void Compile(string project, string? friend = null) =>
        Emit(Path.GetFileName(project), Sources(project), friend, OutputKind.DynamicallyLinkedLibrary);

    /// <summary>Compiles only what was written below a project's folder, as an assembly beside the project's.</summary>
    public void CompileWritten(string project, string assembly) =>
        Emit(assembly, Written(project), friend: null, OutputKind.DynamicallyLinkedLibrary);

    /// <summary>Compiles the test project.</summary>
    public void CompileTests(OutputKind kind) => Emit(Path.GetFileName(_tests), Sources(_tests), friend: null, kind);

    /// <summary>Runs some of the tests, with a bound on time and memory.</summary>
    public Task<(int Exit, string Output)> TestAsync(string filter, TimeSpan most) => Dotnet.RunAsync(
        _folder, most,
        static environment =>
            (environment["DOTNET_GCHeapHardLimit"], environment["TUNE_TEST_RESULTS"]) = (HeapMax, ""),
        "test", Path.Combine(_built, Path.GetFileName(_tests) + ".dll"), "--nologo", "--filter", filter);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Emit(string assembly, IEnumerable<SyntaxTree> sources, string? friend, OutputKind kind)
    {
        var usings = string.Concat(s_usings.Concat(assembly == Path.GetFileName(_tests) ? ["NUnit.Framework"] : [])
            .Select(name => $"global using {name};\n"));
        var friends = friend is null
            ? "" : $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{friend}\")]";
        var compilation = CSharpCompilation.Create(
            assembly, [.. sources, CSharpSyntaxTree.ParseText(usings + friends, s_language)], References(assembly),
            new(kind, optimizationLevel: OptimizationLevel.Release, checkOverflow: true,
                nullableContextOptions: NullableContextOptions.Enable));
        using var file = File.Create(Path.Combine(_built, assembly + ".dll"));
        var problems = compilation.Emit(file).Diagnostics.Where(problem =>
            problem.Severity == DiagnosticSeverity.Error || (problem.Severity == DiagnosticSeverity.Warning
                && _written.ContainsKey(problem.Location.SourceTree?.FilePath ?? "")));
        Assert.That(problems, Is.Empty);
    }

    // What the assemblies beside it do not bring is the framework's.
    private IEnumerable<MetadataReference> References(string assembly)
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var beside = Directory.EnumerateFiles(_built, "*.dll")
            .Where(path => Path.GetFileName(path) != assembly + ".dll" && !Host().IsMatch(Path.GetFileName(path)))
            .ToArray();
        var names = beside.Select(path => Path.GetFileName(path)).ToHashSet(StringComparer.Ordinal);
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework && !names.Contains(Path.GetFileName(path)))
            .Concat(beside)
            .Select(path => MetadataReference.CreateFromImage(File.ReadAllBytes(path)));
    }

    private IEnumerable<SyntaxTree> Sources(string project) =>
        Directory.EnumerateFiles(Path.Combine(_source, project), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_source, file))
            .Where(path => !Built().IsMatch(Path.GetRelativePath(project, path)) && !_written.ContainsKey(path))
            .Select(path => Parse(path, Read(path)))
            .Concat(Written(project));

    private IEnumerable<SyntaxTree> Written(string project) => _written
        .Where(file => file.Key.StartsWith(project + "/", StringComparison.Ordinal)
            && file.Key.EndsWith(".cs", StringComparison.Ordinal))
        .Select(file => Parse(file.Key, file.Value));

    private static SyntaxTree Parse(string path, string text) => CSharpSyntaxTree.ParseText(text, s_language, path);

    private static string Made(string full)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }

    [GeneratedRegex(@"^(bin|obj)[\\/]")]
    private static partial Regex Built();

    // What runs tests is there to be run, not to be compiled against.
    [GeneratedRegex("^(Microsoft[.]|testhost|testcentric|nunit[.]engine|NUnit3)")]
    private static partial Regex Host();
}
