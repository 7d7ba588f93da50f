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

    [TestCase("System.DateTime.UtcNow.Ticks", "P:System.DateTime.UtcNow", "M:System.DateTime.get_UtcNow")]
    [TestCase("new System.Random().Next()", "T:System.Random", "T:System.Random")]
    [TestCase("System.Guid.NewGuid().ToString()", "M:System.Guid.NewGuid", "M:System.Guid.NewGuid")]
    public void PureLibrary_ThatTouchesABannedSymbol_IsReported(string expression, string id, string named)
    {
        using var image = new MemoryStream();
        var sample = Compiler.Compile($"public static class Planted {{ public static object Field = {expression}; }}");
        Assert.That(sample.Emit(image).Success, Is.True);
        image.Position = 0;
        BannedSymbolRule
            .CheckObeyed("Planted", BuiltAssembly.Read(image), new(ListPath, $"{id};a reason\n"))
            .ShouldName("Planted", named);
    }
}
