using System.Diagnostics;

namespace Tune.Hosting.Tests.BadInput;

/// <summary>Stores that this user may not read or write. Root may everything, so the program runs without root's
/// privileges there; the folders are the tests' own.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class RightsTests
{
    [TestCase("")]
    [TestCase("experiments")]
    [TestCase("experiments/good")]
    [TestCase("experiments/good/journal")]
    public async Task List_AStoreThatMayNotBeRead_SaysSoAndFails(string below)
    {
        using var place = new Workplace();
        (await place.RunAsync("good", "--no-plots", "--quiet")).Exits(0);
        var closed = Path.Combine(place.Store, below);
        Chmod("000", closed);
        try
        {
            foreach (var looking in new string[][] { ["list"], ["show", "good"], ["doctor"] })
            {
                var end = await place.StartWithoutPrivileges(looking).EndAsync();

                Assert.That(end.Exits(1).Said, Does.Contain("denied").And.Contain(closed));
                Assert.That(end.Said, Does.Not.Contain("no experiment"));
            }
        }
        finally
        {
            Chmod("700", closed);
        }
    }

    [TestCase("")]
    [TestCase("experiments")]
    [TestCase("experiments/good/journal")]
    public async Task Resume_AStoreThatMayNotBeWritten_IsNoErrorOfUsage(string below)
    {
        using var place = new Workplace();
        (await place.RunAsync("good", "--no-plots", "--quiet")).Exits(0);
        var closed = Path.Combine(place.Store, below);
        Chmod("500", closed);
        var segment = Directory.GetFiles(Path.Combine(place.Store, "experiments", "good", "journal"), "*.seg").Single();
        Chmod("400", segment);
        try
        {
            var end = await place.StartWithoutPrivileges("resume", "good", "--trials", "9", "--json").EndAsync();

            Assert.That(end.Exits(1).Error, Has.Some.Contains("denied").Or.Some.Contains("right to write"));
        }
        finally
        {
            Chmod("700", closed);
        }
    }

    [Test]
    public async Task Resume_WhereTheSnapshotMayNotBeRead_GoesOnWithoutIt()
    {
        using var place = new Workplace();
        (await place.RunAsync("good", "--no-plots", "--quiet")).Exits(0);
        await File.WriteAllBytesAsync(place.Snapshot("good"), [1, 2, 3]);
        Chmod("000", place.Snapshot("good"));

        var end = await place.StartWithoutPrivileges("resume", "good", "--trials", "6", "--json", "--no-plots")
            .EndAsync();
        Assert.That(end.Exits(0).Done.GetProperty("trials").GetInt32(), Is.EqualTo(6));
        (await place.StartWithoutPrivileges("doctor", "good", "--replay").EndAsync()).Exits(0);
        Assert.That(await place.RequireNothingLostAsync("good"), Is.EqualTo(18));
    }

    private static void Chmod(string mode, string path)
    {
        using var chmod = Process.Start("chmod", [mode, path]);
        chmod.WaitForExit();
        Assert.That(chmod.ExitCode, Is.Zero);
    }
}
