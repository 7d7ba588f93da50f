using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Hosting.Results;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Checkpoints;

/// <summary>A trial that is at its best in the middle.</summary>
internal sealed class BestCheckpointTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task OpenCheckpoint_OfTheBest_IsTheStateThatGaveTheBestValue()
    {
        await using var tune = await StartAsync();
        var best = (await tune.FitAsync(Hill(keepBest: 1))).Best;

        Assert.That((best.Summary.BestIteration, best.Untyped.BestCheckpoint?.Iteration), Is.EqualTo((3, 3)));
        Assert.That(await StateAsync(best.OpenCheckpointAsync(Scope.Best)), Is.EqualTo("3"));
        Assert.That(await StateAsync(best.OpenCheckpointAsync()), Is.EqualTo("7"), "the newest");
        Assert.That(await StateAsync(best.OpenCheckpointAsync(Scope.Last)), Is.EqualTo("7"));
        Assert.That(async () => await best.OpenCheckpointAsync(Scope.LastAverage),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task OpenCheckpoint_OfABestThatIsNotHeld_SaysWhichIsAndWhatKeepsIt()
    {
        await using var tune = await StartAsync();
        var best = (await tune.FitAsync(Hill(keepBest: 0))).Best;

        Assert.That(best.Untyped.BestCheckpoint, Is.Null);
        Assert.That(async () => await best.OpenCheckpointAsync(Scope.Best), Throws.InvalidOperationException
            .With.Message.Contains("no checkpoint of iteration 3").And.Message.Contains("its newest is of 7")
            .And.Message.Contains("Checkpoints.KeepBest"));
    }

    internal sealed record HillConfig([Uniform(0, 1)] double X);

    // Iterations 3 and 4 are equally good: the first counts.
    private static Tuner<HillConfig> Hill(int keepBest) => new("hill", async (context, config) =>
    {
        for (var i = 1; i <= 7; i++)
        {
            await context.ReportAsync(
                new { height = -Math.Abs(i - 3.5) }, Checkpoint.FromText("state", $"{i}"));
        }
    })
    {
        Metric = "height", Mode = Mode.Max, Trials = 1,
        Checkpoints = new CheckpointPolicy { EveryIterations = 1, KeepLast = 1, KeepBest = keepBest },
    };

    private static async Task<string> StateAsync(Task<ICheckpointLease> opening)
    {
        await using var open = await opening;
        return await File.ReadAllTextAsync(Path.Combine(open.Folder, "state"));
    }

    private Task<TuneHost> StartAsync() => TuneHost.StartAsync(new TuneHostOptions { Store = _folder, Slots = 1 });
}
