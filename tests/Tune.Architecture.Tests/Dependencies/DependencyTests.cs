namespace Tune.Architecture.Tests.Dependencies;

internal sealed class DependencyTests
{
    private static readonly string Framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private static readonly string[] s_commandLine = ["System.CommandLine", "Spectre.Console"];

    private static ProjectFile[] Tree() =>
        [.. new[] { ".csproj", ".props", ".targets" }.SelectMany(Repository.Files).Select(ProjectFile.Parse)];

    private static IEnumerable<(string Path, BuiltAssembly Built)> Built() =>
        from folder in Repository.ProjectFolders()
        where DependencyMap.Libraries.Contains(folder.Value)
        let built = Open(folder.Value)
        select ($"{folder.Key}/{folder.Value}.csproj", DependencyMap.Web.Contains(folder.Value)
            ? built with { Assemblies = [.. built.Assemblies.Where(name => !IsWebFramework(name))] }
            : built);

    private static BuiltAssembly Open(string library)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, library + ".dll"));
        return BuiltAssembly.Read(stream);
    }

    // A library and all that comes with it, as far as it is ours or lies beside us.
    private static HashSet<string> Closure(string library)
    {
        var seen = new HashSet<string> { library };
        for (var open = new Queue<string>(seen); open.TryDequeue(out var name);)
        {
            foreach (var next in Open(name).Assemblies.Where(next => IsBeside(next) && seen.Add(next)))
            {
                open.Enqueue(next);
            }
        }

        return seen;
    }

    private static bool IsBeside(string name) => File.Exists(Path.Combine(AppContext.BaseDirectory, name + ".dll"));

    private static bool IsFramework(string name) => File.Exists(Path.Combine(Framework, name + ".dll"));

    // It lies beside the framework, in a folder of the same version.
    private static bool IsWebFramework(string name) => File.Exists(Path.Combine(
        Framework, "..", "..", "Microsoft.AspNetCore.App", Path.GetFileName(Framework), name + ".dll"));

    [Test]
    public void Projects_OfThisTree_MatchTheMap() => DependencyRule.Check(Tree()).ShouldBeNone();

    [Test]
    public void Packages_OfThisTree_LiveInTheirHome() => Tree()
        .Where(file => !file.Path.StartsWith("tests/", StringComparison.Ordinal))
        .SelectMany(file => DependencyRule.CheckHomes(file.Path, file.Packages))
        .ShouldBeNone();

    [Test]
    public void Assemblies_AsBuilt_TouchOnlyWhatLivesWithThem() => Built()
        .SelectMany(item => DependencyRule.CheckHomes(
            item.Path, item.Built.Assemblies.Where(name => !IsFramework(name))))
        .ShouldBeNone();

    [Test]
    public void Assemblies_AsBuilt_TouchNothingUnknown() => Built()
        .SelectMany(item => DependencyRule.CheckKnown(item.Path, item.Built.Assemblies, IsFramework))
        .ShouldBeNone();

    [Test]
    public void Assemblies_AsBuilt_AskByNameForWhatThePinsRaise() => Built()
        .SelectMany(item => DependencyRule.CheckNamed(item.Path, item.Built.Assemblies, PackagesOf(item.Path)))
        .ShouldBeNone();

    [Test]
    public void Assemblies_OfAnEmbeddedHost_CarryNoCommandLine() =>
        Assert.That(Closure("Tune.Hosting").Intersect(s_commandLine), Is.Empty);

    [Test]
    public void Assemblies_OfTheCommandLine_CarryIt() =>
        Assert.That(Closure("Tune.Cli").Intersect(s_commandLine), Is.EquivalentTo(s_commandLine));

    [Test]
    public void Assemblies_OfAnEmbeddedHost_CarryNoWebServer() =>
        Assert.That(Closure("Tune.Hosting").Where(IsWebFramework).Where(name =>
            name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void Assemblies_RaisedByThePinsAlone_AreReported() => DependencyRule
        .CheckNamed("Cluster/Tune.Clustering/Tune.Clustering.csproj", ["Microsoft.Extensions.Logging"], ["Akka"])
        .ShouldName("Cluster/Tune.Clustering/", "touches Microsoft.Extensions.Logging");

    [Test]
    public void Projects_WithASiblingArrow_AreReported() => Planted(
            "Tune.Schedulers", """<ProjectReference Include="../Tune.Storage/Tune.Storage.csproj" />""")
        .ShouldName("Tune.Schedulers/", "Tune.Schedulers -> Tune.Storage");

    [Test]
    public void Projects_WithAPackageOfAnothersHome_AreReported() => Planted(
            "Tune.Schedulers", """<PackageReference Include="LiteDB" />""")
        .ShouldName("Tune.Schedulers/", "package LiteDB");

    [Test]
    public void Projects_AnEngineThatPointsAtSomething_IsReported() => Planted(
            "Tune.Engine", """<ProjectReference Include="..\Tune.Schedulers\Tune.Schedulers.csproj" />""")
        .ShouldName("Tune.Engine/", "Tune.Engine -> Tune.Schedulers");

    [Test]
    public void Projects_WithoutAPermit_AreReported() => DependencyRule
        .Check([.. Tree(), new("Tune.Stray/Tune.Stray.csproj", [], [])])
        .ShouldName("Tune.Stray/", "not in the dependency map");

    [Test]
    public void Projects_ThatDroppedAnArrow_AreReported() => DependencyRule
        .Check(Tree().Select(file => file.Name == "Tune.Node" ? file with { Projects = [] } : file))
        .ShouldName("Cluster/Tune.Node/", "Tune.Cli");

    [Test]
    public void Projects_OfTests_MayNotInventPackages() => DependencyRule
        .Check([.. Tree(), new("tests/Tune.Odd.Tests/Tune.Odd.Tests.csproj", ["Tune.Storage"], ["Moq"])])
        .ShouldName("tests/Tune.Odd.Tests/", "Moq");

    [Test]
    public void Homes_APackageAway_IsReported() => DependencyRule
        .CheckHomes("Cluster/Tune.Hosting/Tune.Hosting.csproj", ["Akka.Hosting", "ScottPlot"])
        .ShouldName("Cluster/Tune.Hosting/", "ScottPlot");

    [Test]
    public void Assemblies_OfNoHome_AreReported() => DependencyRule
        .CheckKnown("Tune.Storage/Tune.Storage.csproj", ["System.Runtime", "LiteDB", "Dapper"], IsFramework)
        .ShouldName("Tune.Storage/", "Dapper");

    private static IReadOnlyList<string> PackagesOf(string path) => ProjectFile.Parse(Repository.Read(path)).Packages;

    private static IEnumerable<Finding> Planted(string project, string item) => DependencyRule.Check(
        Tree().Select(file => file.Name == project ? ProjectFile.Parse(Plant(file.Path, item)) : file));

    private static SourceFile Plant(string path, string item)
    {
        var file = Repository.Read(path);
        return file with { Text = file.Text.Replace("</Project>", $"<ItemGroup>{item}</ItemGroup></Project>") };
    }
}
