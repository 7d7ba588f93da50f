using Tune.Architecture.Tests.Dependencies;

namespace Tune.Architecture.Tests.Purity;

internal sealed class BannedSymbolTests
{
    private const string ListPath = "Tune.Engine/BannedSymbols.txt";

    private static SourceFile List => Repository.Read(ListPath);

    private static SourceFile Targets => Repository.Read("Directory.Build.targets");

    [Test]
    public void List_OfThisTree_NamesOnlySymbolsThatExist() =>
        BannedSymbolRule.CheckList(List, Compiler.Compile("")).ShouldBeNone();

    [Test]
    public void List_OfThisTree_IsAppliedToThePureProjects() =>
        BannedSymbolRule.CheckApplied(Repository.Files(".csproj"), Targets, ListPath).ShouldBeNone();

    [TestCaseSource(typeof(DependencyMap), nameof(DependencyMap.Pure))]
    public void PureLibrary_AsBuilt_TouchesNoBannedSymbol(string library)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, library + ".dll"));
        BannedSymbolRule.CheckObeyed(library, BuiltAssembly.Read(stream), List).ShouldBeNone();
    }

    [Test]
    public void List_WithAMisspeltSymbol_IsReported() => BannedSymbolRule
        .CheckList(List with { Text = List.Text + "P:System.DateTime.UtcNoww;typing error\n" }, Compiler.Compile(""))
        .ShouldName(ListPath, "UtcNoww");

    [Test]
    public void PureProject_ThatDropsThePurity_IsReported() => BannedSymbolRule
        .CheckApplied(
            Repository.Files(".csproj").Select(file => file.Path.StartsWith("Tune.Engine/", StringComparison.Ordinal)
                ? file with { Text = file.Text.Replace("<TunePure>true</TunePure>", "") }
                : file),
            Targets, ListPath)
        .ShouldName("Tune.Engine/", "does not set TunePure");

    [Test]
    public void Targets_ThatDropTheList_AreReported() => BannedSymbolRule
        .CheckApplied(
            Repository.Files(".csproj"), Targets with { Text = "<Project />" }, ListPath)
        .ShouldName("Directory.Build.targets", ListPath);

    // One of each kind that the pure projects do without, against the list as it is.
    [TestCase("System.DateTime.Today", "get_Today")]
    [TestCase("System.TimeProvider.System", "System.TimeProvider")]
    [TestCase("new System.Random()", "System.Random")]
    [TestCase("System.Guid.CreateVersion7()", "CreateVersion7")]
    [TestCase("System.IO.File.Exists(\"x\")", "System.IO.File")]
    [TestCase("new System.IO.DirectoryInfo(\"x\")", "System.IO.DirectoryInfo")]
    [TestCase("System.Console.Out", "System.Console")]
    [TestCase("new System.Net.Http.HttpClient()", "System.Net.Http.HttpClient")]
    [TestCase("System.Diagnostics.Process.GetCurrentProcess()", "System.Diagnostics.Process")]
    [TestCase("System.Environment.GetEnvironmentVariable(\"x\")!", "GetEnvironmentVariable")]
    [TestCase("System.Globalization.CultureInfo.CurrentCulture", "get_CurrentCulture")]
    [TestCase("System.Threading.Tasks.Task.Factory.StartNew(() => 1)", "TaskFactory")]
    [TestCase("System.Threading.Tasks.Task.Run(() => 1)", "Task.Run")]
    [TestCase("System.Threading.Tasks.Parallel.For(0, 1, _ => { })", "Tasks.Parallel")]
    [TestCase("new System.Threading.Thread(() => { })", "System.Threading.Thread")]
    [TestCase("System.Threading.ThreadPool.ThreadCount", "System.Threading.ThreadPool")]
    [TestCase("\"x\".GetHashCode(System.StringComparison.Ordinal)", "GetHashCode")]
    [TestCase("System.StringComparer.Ordinal.GetHashCode(\"x\")", "GetHashCode")]
    [TestCase("System.HashCode.Combine(1)", "System.HashCode")]
    public void List_OfThisTree_BansEachKindOfImpurity(string expression, string named) => Assert.That(
        BannedSymbolRule.CheckObeyed("Planted", Built(expression), List).Select(finding => finding.What),
        Has.Some.Contains(named));

    [Test]
    public void List_WithOneOverloadOfTwo_IsReported() => BannedSymbolRule
        .CheckList(new(ListPath, "M:System.Guid.CreateVersion7;why\n"), Compiler.Compile(""))
        .ShouldName(ListPath, "M:System.Guid.CreateVersion7(System.DateTimeOffset) is not listed");

    [TestCase("System.DateTime.UtcNow.Ticks", "P:System.DateTime.UtcNow", "M:System.DateTime.get_UtcNow")]
    [TestCase("new System.Random().Next()", "T:System.Random", "T:System.Random")]
    [TestCase("System.Guid.NewGuid().ToString()", "M:System.Guid.NewGuid", "M:System.Guid.NewGuid")]
    public void PureLibrary_ThatTouchesABannedSymbol_IsReported(string expression, string id, string named) =>
        BannedSymbolRule
            .CheckObeyed("Planted", Built(expression), new(ListPath, $"{id};a reason\n"))
            .ShouldName("Planted", named);

    private static BuiltAssembly Built(string expression)
    {
        using var image = new MemoryStream();
        var sample = Compiler.Compile($"public static class Planted {{ public static object Field = {expression}; }}");
        Assert.That(sample.Emit(image).Success, Is.True);
        image.Position = 0;
        return BuiltAssembly.Read(image);
    }
}
