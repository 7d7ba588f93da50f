using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Tune.Walkthrough.Tests;

/// <summary>A reader with only CONTRIBUTING.md: does what it says, to the letter, in a tree of his own.</summary>
[Parallelizable(ParallelScope.None)]
internal sealed partial class WalkthroughTests
{
    private const string Schedulers = "Tune.Schedulers";
    private const string SchedulerTests = "tests/Tune.Schedulers.Tests";
    private const string Catalog = "Tune.Schedulers/SchedulerCatalog.cs";
    private const string Table = "Tune.Schedulers/README.md";
    private const string Storage = "Tune.Storage";
    private const string StorageTests = "tests/Tune.Storage.Tests";

    // Some twenty seconds on a quiet machine.
    private static readonly TimeSpan s_most = TimeSpan.FromMinutes(5);

    [Test]
    public async Task Contributing_TheSchedulerCopiedToTheLetter_BuildsAndPassesItsTests()
    {
        using var bench = new Workbench(SchedulerTests);
        var guide = new Guide(bench.Read("CONTRIBUTING.md"), "Add a scheduler");
        Assert.That(guide.Files.Select(file => file.Path), Has.Exactly(3).Items.And.All.Not.Contains(".."));
        foreach (var (path, code) in guide.Files)
        {
            bench.Write(path, code);
        }

        bench.Insert(Catalog, guide.LineFor(Catalog), after: "AlgorithmCatalog.Scheduler<");
        bench.Insert(Catalog, "using Tune.Schedulers.Gate;", after: "using Tune.Schedulers.Foresight;");
        bench.Insert(Table, guide.LineFor(Table), after: "| `");
        bench.Compile(Schedulers, friend: Path.GetFileName(SchedulerTests));
        bench.CompileTests(OutputKind.DynamicallyLinkedLibrary);

        await RequireAsync(bench, guide.FilterFor(SchedulerTests), least: 10);
    }

    [Test]
    public async Task Contributing_TheStoreCopiedToTheLetter_PassesTheContract()
    {
        using var bench = new Workbench(StorageTests);
        var guide = new Guide(bench.Read("CONTRIBUTING.md"), "Add a storage back-end");
        Assert.That(guide.Files, Has.Count.EqualTo(3));
        foreach (var (path, code) in guide.Files)
        {
            bench.Write(path, code);
        }

        bench.CompileWritten(Storage, "Tune.Storage.Shelf");
        bench.CompileTests(OutputKind.ConsoleApplication);

        await RequireAsync(bench, guide.FilterFor(StorageTests), least: 120);
    }

    private static async Task RequireAsync(Workbench bench, string filter, int least)
    {
        var (exit, output) = await bench.TestAsync(filter, s_most);

        Assert.That(exit, Is.Zero, output);
        var passed = int.Parse(Passed().Match(output).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        Assert.That(passed, Is.GreaterThanOrEqualTo(least), output);
    }

    [GeneratedRegex(@"Passed: +(\d+)")]
    private static partial Regex Passed();
}
