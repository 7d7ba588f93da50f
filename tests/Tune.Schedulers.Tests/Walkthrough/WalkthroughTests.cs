using System.Text.RegularExpressions;

namespace Tune.Schedulers.Tests.Walkthrough;

/// <summary>A reader with only CONTRIBUTING.md: does what it says, to the letter, in a copy of the tree.</summary>
internal sealed partial class WalkthroughTests
{
    private const string Project = "tests/Tune.Schedulers.Tests";
    private const string Stores = "tests/Tune.Storage.Tests";
    private const string Catalog = "Tune.Schedulers/SchedulerCatalog.cs";
    private const string Table = "Tune.Schedulers/README.md";

    private static readonly TimeSpan Most = TimeSpan.FromMinutes(10);

    [Test]
    public async Task Contributing_TheSchedulerCopiedToTheLetter_BuildsAndPassesItsTests()
    {
        using var tree = new TreeCopy(Project);
        var guide = new Guide(tree.Read("CONTRIBUTING.md"), "Add a scheduler");
        Assert.That(guide.Files.Select(file => file.Path), Has.Exactly(3).Items.And.All.Not.Contains(".."));
        foreach (var (path, code) in guide.Files)
        {
            tree.Write(path, code);
        }

        tree.Insert(Catalog, guide.LineFor(Catalog), after: "AlgorithmCatalog.Scheduler<");
        tree.Insert(Catalog, "using Tune.Schedulers.Gate;", after: "using Tune.Schedulers.Foresight;");
        tree.Insert(Table, guide.LineFor(Table), after: "| `");

        var (exit, output) = await tree.RunAsync(guide.Command("--filter"), Most);

        Assert.That(exit, Is.Zero, output);
        Assert.That(int.Parse(Passed().Match(output).Groups[1].Value), Is.GreaterThanOrEqualTo(10), output);
    }

    [Test]
    public async Task Contributing_TheStoreCopiedToTheLetter_PassesTheContract()
    {
        using var tree = new TreeCopy(Stores);
        var guide = new Guide(tree.Read("CONTRIBUTING.md"), "Add a storage back-end");
        Assert.That(guide.Files, Has.Count.EqualTo(2));
        foreach (var (path, code) in guide.Files)
        {
            tree.Write(path, code);
        }

        var (exit, output) = await tree.RunAsync(guide.Command("--filter"), Most);

        Assert.That(exit, Is.Zero, output);
        Assert.That(int.Parse(Passed().Match(output).Groups[1].Value), Is.GreaterThanOrEqualTo(30), output);
    }

    [GeneratedRegex(@"Passed: +(\d+)")]
    private static partial Regex Passed();
}
