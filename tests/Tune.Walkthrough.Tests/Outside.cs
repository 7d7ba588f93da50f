using System.Text.RegularExpressions;
using System.Xml.Linq;
using Tune.Testing;

namespace Tune.Walkthrough.Tests;

/// <summary>
/// A project outside this tree, which gets our packages from one folder and all others from those that this machine
/// has: nothing is fetched, and nothing of ours is left where other programs would find it.
/// </summary>
internal sealed partial class Outside : IDisposable
{
    private static readonly TimeSpan s_most = TimeSpan.FromMinutes(5);

    private readonly string _source = RepositoryFolder.Find()
        ?? throw new AssertionException("The tests run far from their tree.");

    private readonly string _folder = Directory.CreateTempSubdirectory("tune-outside-").FullName;
    private readonly string _configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
    private string _had = "";

    /// <summary>A file of the tree.</summary>
    public string Read(string path) => File.ReadAllText(Path.Combine(_source, path));

    /// <summary>The version of a package that this tree uses.</summary>
    public string VersionOf(string package) => XDocument.Load(Path.Combine(_source, "Directory.Packages.props"))
        .Descendants("PackageVersion").Single(one => one.Attribute("Include")!.Value == package)
        .Attribute("Version")!.Value;

    /// <summary>The first C# block of a document.</summary>
    public string CodeOf(string document) => Block().Match(Read(document)).Groups[1].Value;

    public void Write(string path, string text) => File.WriteAllText(Path.Combine(_folder, path), text);

    /// <summary>Packs a project as it was built.</summary>
    public async Task PackAsync(string project, string version)
    {
        var (exit, output) = await RunAsync(
            "pack", Path.Combine(_source, project), "-c", _configuration, "--no-build", "-o",
            Path.Combine(_folder, "feed"), $"-p:Version={version}", "--nologo", "-v", "q");
        Assert.That(exit, Is.Zero, $"{project}: {output}");
    }

    /// <summary>Builds the project and runs its tests.</summary>
    public async Task<(int Exit, string Output)> TestAsync()
    {
        Write("nuget.config", """
            <configuration>
              <packageSources>
                <clear />
                <add key="ours" value="feed" />
              </packageSources>
            </configuration>
            """);
        _had = await HadAsync();
        var (built, output) = await RunAsync(
            "build", "--nologo", "-v", "q", $"-p:RestorePackagesPath={Path.Combine(_folder, "packages")}",
            $"-p:RestoreFallbackFolders={_had}");
        Assert.That(built, Is.Zero, output);
        return await RunAsync("test", "--no-build", "--nologo");
    }

    /// <summary>Whether a package was unpacked here, and whether where other programs would find it.</summary>
    public (bool Here, bool There) Unpacked(string package, string version) => (
        Directory.Exists(Path.Combine(_folder, "packages", package, version)),
        Directory.Exists(Path.Combine(_had, package, version)));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Where packages are that other programs have fetched before.
    private async Task<string> HadAsync()
    {
        var (_, output) = await RunAsync("nuget", "locals", "global-packages", "--list");
        return output.Split(": ", 2)[1].Trim();
    }

    private Task<(int Exit, string Output)> RunAsync(params string[] arguments) =>
        Dotnet.RunAsync(_folder, s_most, LikeSomebodyElses, arguments);

    // What the tests themselves were started with is not for a program of somebody else's.
    private static void LikeSomebodyElses(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(Told).ToArray())
        {
            environment.Remove(name);
        }

        environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
    }

    private static bool Told(string name) => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("TUNE_", StringComparison.Ordinal);

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
