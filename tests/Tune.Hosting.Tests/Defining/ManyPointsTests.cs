using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Defining;

/// <summary>A definition that is larger than what nodes can send each other: one node sends it nowhere.</summary>
internal sealed class ManyPointsTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test]
    [CancelAfter(120_000)]
    public async Task Fit_WithMorePointsThanAMessageHolds_TriesThemInOrderAndIsTakenUpAgain(
        CancellationToken cancellation)
    {
        const int points = 60_000;
        await RunAsync(2);
        await RunAsync(3);

        async Task RunAsync(int trials)
        {
            await using var host = await TuneHost.StartAsync(
                new TuneHostOptions { Store = _folder, Slots = 1, Notice = _ => { } }, cancellation);
            var results = await host.FitAsync(
                new Tuner("many", InThread(), new SearchSpace().Uniform("x", 0, 1))
                {
                    Metric = "y", Mode = Mode.Max, Trials = trials,
                    PointsToEvaluate =
                    [
                        .. Enumerable.Range(1, points)
                            .Select(i => Configuration.Of(("x", i / (points + 1.0)))),
                    ],
                },
                cancellation);
            Assert.That(
                await results.Select(one => one.Config.Real("x")).OrderBy(x => x).ToListAsync(cancellation),
                Is.EqualTo(Enumerable.Range(1, trials).Select(i => i / (points + 1.0))));
        }
    }

    private static TrainableDefinition InThread() => Trainable.Function(
        "many", (TrialContext context, Configuration config) => context.ReportAsync(("y", config.Real("x")))) with
    {
        Isolation = Isolation.Thread,
    };
}
