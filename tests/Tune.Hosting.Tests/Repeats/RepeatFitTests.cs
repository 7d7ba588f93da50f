using System.Globalization;
using Tune.Cli;
using Tune.Cli.Catalog;
using Tune.Cli.Shell;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Hosting.Results;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Search.Repeat;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Repeats;

/// <summary>Repeats on a real node: chance differs between them, and mean and spread can be seen.</summary>
internal sealed class RepeatFitTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Fit_WithRepeats_GivesMeanAndSpreadPerConfiguration()
    {
        await using (var tune = await TuneHost.StartAsync(new TuneHostOptions { Store = _folder, Slots = 2 }))
        {
            var results = await tune.FitAsync(new Tuner<NoisyConfig>("noisy", TrainAsync)
            {
                Metric = "loss", Mode = Mode.Min, Trials = 12, Seed = 5,
                Searcher = new RepeatOptions { Inner = new RandomSearchOptions(), Times = 3 },
            });

            var configs = await results.Untyped.ByConfigurationAsync();
            Assert.That(configs.Select(each => each.Measured), Is.EqualTo(new[] { 3, 3, 3, 3 }));
            Assert.That(configs.Select(each => each.Spread), Is.All.GreaterThan(0), "the repeats had the same seed");
            var best = await results.Untyped.BestConfigurationAsync();
            Assert.That(best.Mean, Is.EqualTo(configs.Min(each => each.Mean)));
        }

        var text = await RunAsync("best", "noisy", "--configs");
        Assert.That(text, Does.Contain("over 3)"));
        Assert.That((await RunAsync("show", "noisy", "--configs")).Split('\n')[0], Does.StartWith("FIRST"));
        var json = await RunAsync("best", "noisy", "--configs", "--json");
        Assert.That(json, Does.Contain("\"spread\":").And.Contain("\"measured\":3"));
    }

    internal sealed record NoisyConfig([Uniform(0, 1)] double X);

    private static async Task TrainAsync(TrialContext context, NoisyConfig config) =>
        await context.ReportAsync(("loss", config.X + (0.1 * KeyedRandom.For(context.Seed, "test/noise").NextUnit())));

    private async Task<string> RunAsync(params string[] args)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var cli = new CliContext { Book = new ExperimentBook(), Out = output, Error = error, Program = "tune" };
        var code = await CliRoot.RunAsync(cli, [.. args, "--store", _folder]);
        Assert.That(code, Is.EqualTo(ExitCode.Done), error.ToString());
        return output.ToString();
    }
}
