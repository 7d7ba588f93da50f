using System.Globalization;
using Tune.Cli;
using Tune.Cli.Catalog;
using Tune.Cli.Shell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.Search.Tpe;
using Tune.Trainables;

namespace Tune.Hosting.Tests.AskTell;

internal sealed class TuneLoopTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    internal sealed record PointConfig([Uniform(0, 1)] double X);

    private static Tuner<PointConfig> Point(int trials = 6) => new("point")
    {
        Metric = "distance", Mode = Mode.Min, Trials = trials, Seed = 3, Searcher = new TpeOptions(),
    };

    [Test]
    public async Task Ask_UntilOver_GivesTypedTrialsAndTheSameResultsAsANode()
    {
        await using (var loop = await TuneLoop.OpenAsync(Point(), _folder))
        {
            while (await loop.AskAsync() is { } trial)
            {
                await trial.TellAsync(("distance", Math.Abs(trial.Config.X - 0.3)));
            }

            Assert.That(loop.IsOver);
            var results = await loop.ResultsAsync();
            Assert.That(results, Has.Count.EqualTo(6));
            Assert.That(results.Best.Best, Is.EqualTo(loop.Best!.Value));
        }

        Assert.That(await RunAsync("best", "point"), Does.Contain("distance"));
        Assert.That(await RunAsync("show", "point"), Does.Contain("finished").And.Contain("run by   "));
        Assert.That(await RunAsync("doctor", "point", "--replay"), Does.Not.Contain("mismatch"));
    }

    [Test]
    public async Task Open_WithAFolderForWork_WorksThere()
    {
        var work = Path.Combine(_folder, "elsewhere");
        await using (var loop = await TuneLoop.OpenAsync((Tuner)Point(), Path.Combine(_folder, "store"), work: work))
        {
            var trial = await loop.AskAsync();
            await trial!.ReportAsync(MetricSet.Of(("distance", 1)), Checkpoint.FromText("state.txt", "1"));
            Assert.That(loop.WorkFolder, Does.StartWith(work + Path.DirectorySeparatorChar));
        }

        Assert.That(Path.Combine(_folder, "store", "work"), Does.Not.Exist);
    }

    [Test]
    public async Task Open_AfterItWasLeft_GoesOnWhereItWas()
    {
        List<double> asked = [];
        await using (var loop = await TuneLoop.OpenAsync(Point(), _folder))
        {
            for (var i = 0; i < 3; i++)
            {
                var trial = (await loop.AskAsync())!;
                asked.Add(trial.Config.X);
                await trial.TellAsync(("distance", trial.Config.X));
            }

            asked.Add((await loop.AskAsync())!.Config.X);
        }

        await using (var loop = await TuneLoop.OpenAsync(Point(trials: 8), _folder))
        {
            var again = (await loop.AskAsync())!;
            Assert.That((again.Trial.Number, again.Untyped.Attempt.Number), Is.EqualTo((3, 2)));
            Assert.That(again.Config.X, Is.EqualTo(asked[3]));
            await again.TellAsync(("distance", again.Config.X));
            var more = 0;
            while (await loop.AskAsync() is { } trial)
            {
                await trial.TellAsync(("distance", trial.Config.X));
                more++;
            }

            Assert.That(more, Is.EqualTo(4));
        }
    }

    [Test]
    public async Task Report_ASchedulerThatPauses_GivesTheCheckpointBack()
    {
        var tuner = new Tuner("bands", new SearchSpace().Uniform("x", 0, 1))
        {
            Metric = "score", Trials = 9,
            Scheduler = new HyperBandOptions { MaxIterations = 9, ReductionFactor = 3 },
        };
        var resumed = 0;
        await using var loop = await TuneLoop.OpenAsync(tuner, _folder);
        while (await loop.AskAsync() is { } trial)
        {
            var state = trial.Restored?.ReadJson<int>("state.json") ?? 0;
            resumed += trial.Restored is null ? 0 : 1;
            Assert.That(state, Is.EqualTo(trial.Iteration));
            Decision decision = Decision.Continue.Instance;
            while (decision is Decision.Continue)
            {
                state++;
                decision = await trial.ReportAsync(
                    MetricSet.Of(("score", trial.Config.Real("x"))), Checkpoint.FromJson("state.json", state));
            }
        }

        var results = await loop.ResultsAsync();
        Assert.That(results.Experiment.Status, Is.EqualTo(ExperimentStatus.Finished));
        Assert.That(resumed, Is.GreaterThan(0));
        Assert.That(await results.ErrorsAsync().AnyAsync(), Is.False);
    }

    [Test]
    public async Task Fail_AsTheFailurePolicySays_EndsTheTrialInError()
    {
        await using var loop = await TuneLoop.OpenAsync(
            Point(trials: 2) with { Failure = new FailurePolicy { MaxRetries = 0 } }, _folder);
        await (await loop.AskAsync())!.FailAsync("no luck");
        await (await loop.AskAsync())!.TellAsync(("distance", 1));
        Assert.That(await loop.AskAsync(), Is.Null);
        var error = await (await loop.ResultsAsync()).ErrorsAsync().SingleAsync();
        Assert.That(error.Error!.Message, Is.EqualTo("no luck"));
    }

    [Test]
    public async Task Fit_WithoutTrainingCode_IsRefusedBeforeAnyTrial()
    {
        await using var host = await TuneHost.StartAsync(new TuneHostOptions { Store = _folder, Slots = 1 });
        Assert.That(
            async () => await host.FitAsync(Point()),
            Throws.InstanceOf<InvalidExperimentException>().With.Message.Contains("open it with TuneLoop"));
        Assert.That(
            async () => await TuneLoop.OpenAsync(Point(), _folder),
            Throws.InstanceOf<StorageException>(), "the store has an owner");
    }

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
