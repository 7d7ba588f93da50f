using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Hosting.Results;
using Tune.Schedulers.Search.Grid;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Results;

/// <summary>Trials of unequal length: two folds by luck at 0.95, five at 0.90 on the way from 0.99.</summary>
internal sealed class UnequalTrainingTests
{
    private static readonly double[][] Means =
        [[0.80, 0.95], [0.99, 0.93, 0.92, 0.91, 0.90], [0.7, 0.7, 0.7, 0.7, 0.7]];

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    private Task<TuneHost> StartAsync() => TuneHost.StartAsync(new TuneHostOptions { Store = _folder, Slots = 1 });

    private static async Task<ResultGrid> FitAsync(TuneHost host, bool refines) => await host.FitAsync(
        new Tuner("folds", Trainable.Function("folds", (TrialContext context, Configuration config) =>
        {
            foreach (var mean in Means[(int)config.Integer("n")])
            {
                context.Post(("acc", mean), ("cost", 1));
            }
        }), new SearchSpace().Grid("n", 0, 1, 2))
        {
            Metric = "acc", Searcher = new GridOptions(), IterationsRefine = refines,
        });

    [Test]
    public async Task Best_ReportsRefineOneEstimate_IsAmongTheLongestTrained()
    {
        await using var host = await StartAsync();
        var grid = await FitAsync(host, refines: true);

        Assert.That((grid.Best.Trial.Number, grid.Best.Best), Is.EqualTo((1, 0.90)));
        Assert.That(grid.Best.Summary.BestIteration, Is.EqualTo(5));
        Assert.That(grid.Experiment.Best, Has.Property("Value").EqualTo(0.90).And.Property("Iteration").EqualTo(5));
        foreach (var scope in Enum.GetValues<Scope>())
        {
            Assert.That((await grid.BestAsync(scope)).Trial.Number, Is.EqualTo(1), $"{scope}");
        }

        Assert.That((await grid.BestConfigurationAsync()).Config.Integer("n"), Is.EqualTo(1));
        Assert.That((await grid.FrontAsync()).Select(result => result.Trial.Number), Is.EqualTo(new[] { 1 }));
        var plots = await grid.PlotsAsync();
        foreach (var name in plots.Fitting.Except(["importance", "timeline", "interactions", "contour"]))
        {
            Assert.That(plots.Draw(name).Subtitle, Does.Contain("best acc 0.9 (trial 1, among"), name);
        }
    }

    [Test]
    public async Task Best_EachReportIsAResult_IsTheBestOfAll()
    {
        await using var host = await StartAsync();
        var grid = await FitAsync(host, refines: false);

        Assert.That((grid.Best.Trial.Number, grid.Best.Best), Is.EqualTo((1, 0.99)));
        Assert.That((await grid.BestAsync(Scope.Last)).Trial.Number, Is.Zero);
        Assert.That((await grid.BestAsync(Scope.Longest)).Trial.Number, Is.EqualTo(1));
    }
}
