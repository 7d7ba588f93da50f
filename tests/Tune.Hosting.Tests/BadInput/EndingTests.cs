using System.Diagnostics;

namespace Tune.Hosting.Tests.BadInput;

/// <summary>How programs end that run experiments, and what they leave.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class EndingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Exit_WithZeroInsideATrialOnAThread_IsNoSuccess([Values] bool json)
    {
        using var place = new Workplace();
        var end = await place.RunAsync(["leaves", "--no-plots", .. json ? ["--json"] : (string[])[]]);

        Assert.That(end.Exits(1).Said, Does.Contain("was ended while 'leaves' was running"));
        await place.RequireNothingLostAsync("leaves");
    }

    [Test]
    public async Task Exit_WithZeroInsideATrialOfAChild_IsAFailedTrial()
    {
        using var place = new Workplace();
        var end = await place.RunAsync("leaves-child", "--no-plots", "--json");

        Assert.That(end.Exits(1).State, Is.EqualTo("Failed"));
    }

    [TestCase("good")]
    [TestCase("good-child")]
    public async Task Run_ToItsEnd_LeavesNoTemporaryFolder(string experiment)
    {
        using var place = new Workplace();
        (await place.RunAsync(experiment, "--no-plots", "--quiet")).Exits(0);

        Assert.That(Directory.GetDirectories(place.Temporary, "tune-*"), Is.Empty);
        Assert.That(Empty(place.Store), Is.Empty);
    }

    [Test]
    public async Task Kill_OfAProgramWithChildren_LeavesNoTemporaryFolder()
    {
        using var place = new Workplace();
        var host = place.Start("endless-child", "--json", "--no-plots", "--slots", "2");
        await host.LineAsync("\"trial\":1,\"attempt\":1,\"sequence\":3,");
        Assert.That(Directory.GetDirectories(place.Temporary, "tune-*"), Is.Not.Empty);

        host.Signal("KILL");
        await host.EndAsync();

        var since = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (Directory.GetDirectories(place.Temporary, "tune-*").Length > 0 && await timer.WaitForNextTickAsync())
        {
            Assert.That(Stopwatch.GetElapsedTime(since), Is.LessThan(Patience), "a folder is left");
        }
    }

    private static IEnumerable<string> Empty(string folder) =>
        Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories)
            .Where(below => !Directory.EnumerateFileSystemEntries(below).Any());
}
