using System.Globalization;
using Tune.Cli;
using Tune.Cli.Catalog;
using Tune.Cli.Shell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Hosting.Results;
using Tune.Schedulers.Search.Tpe;
using Tune.Schedulers.Search.WarmStart;

namespace Tune.Hosting.Tests.WarmStarts;

internal sealed class WarmStartTests
{
    private readonly List<string> _notices = [];
    private string _folder = "";

    [SetUp]
    public async Task MakeOldExperiment()
    {
        _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;
        _notices.Clear();
        await RunOldAsync(trials: 12);
    }

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Open_WithAnEarlierExperiment_TriesItsBestFirstAndSaysWhatWasTaken()
    {
        await using var loop = await TuneLoop.OpenAsync(New(), _folder, _notices.Add);
        var first = (await loop.AskAsync())!;
        Assert.That(first.Config.Real("x"), Is.EqualTo(await BestOldAsync()));
        Assert.That(first.Config.Has("extra"), "a parameter that the old space did not have is drawn");
        Assert.That(_notices.Single(), Does.StartWith("new: begins with ").And.Contain("of 12 trials of 'old'")
            .And.Contain("x is not a number from 0 to 0.6"));
    }

    [Test]
    public async Task Open_Again_GoesOnWithTheTrialsItBeganWith()
    {
        await using (var loop = await TuneLoop.OpenAsync(New(), _folder, _notices.Add))
        {
            await (await loop.AskAsync())!.TellAsync(("loss", 1));
        }

        await RunOldAsync(trials: 20);
        await using (var loop = await TuneLoop.OpenAsync(New() with { Trials = 9 }, _folder, _notices.Add))
        {
            while (await loop.AskAsync() is { } trial)
            {
                await trial.TellAsync(("loss", trial.Config.Real("x")));
            }

            var warm = WarmStartOptions.In((await loop.ResultsAsync()).Experiment.Spec.Searcher)!;
            Assert.That(warm.Priors, Has.Length.InRange(3, 12));
            Assert.That(warm.Inner, Is.InstanceOf<TpeOptions>());
        }

        Assert.That(_notices, Has.Count.EqualTo(1), "they are taken over once");
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var cli = new CliContext { Book = new ExperimentBook(), Out = output, Error = output, Program = "tune" };
        var code = await CliRoot.RunAsync(cli, ["doctor", "new", "--replay", "--store", _folder]);
        Assert.That(code, Is.EqualTo(ExitCode.Done), output.ToString());
    }

    [Test]
    public void Open_WithWhatCannotBeTakenOver_SaysWhyBeforeAnyTrial()
    {
        Refused(New() with { WarmStart = new WarmStart() }, "WarmStart.From is empty");
        Refused(New() with { WarmStart = new WarmStart("odl") }, "names 'odl', which is not in the store; it has old.");
        Refused(New() with { WarmStart = new WarmStart("old", "old") }, "names 'old' 2 times");
        Refused(New() with { WarmStart = new WarmStart("new") }, "names 'new', the experiment itself");
        Refused(New() with { WarmStart = new WarmStart("old") { TrialsEach = 1_001 } }, "TrialsEach is 1001");
        Refused(New() with { Mode = Mode.Max }, "which optimises loss (Min); this experiment optimises loss (Max)");
        Refused(New() with { Space = new SearchSpace().Uniform("y", 0, 1) }, "no parameter in common");
    }

    private static Tuner New() => new("new", new SearchSpace().Uniform("x", 0, 0.6).Uniform("extra", 0, 1))
    {
        Metric = "loss", Mode = Mode.Min, Trials = 6, Searcher = new TpeOptions(), WarmStart = new WarmStart("old"),
    };

    private void Refused(Tuner tuner, string why) => Assert.That(
        async () => await TuneLoop.OpenAsync(tuner, _folder, _notices.Add),
        Throws.InstanceOf<InvalidExperimentException>().With.Message.Contains(why));

    private async Task RunOldAsync(int trials)
    {
        var tuner = new Tuner("old", new SearchSpace().Uniform("x", 0, 1))
        {
            Metric = "loss", Mode = Mode.Min, Trials = trials, Seed = 3,
        };
        await using var loop = await TuneLoop.OpenAsync(tuner, _folder);
        while (await loop.AskAsync() is { } trial)
        {
            await trial.TellAsync(("loss", Math.Abs(trial.Config.Real("x") - 0.4)));
        }
    }

    private async Task<double> BestOldAsync()
    {
        await using var store = await Stores.OpenForReadingAsync(_folder);
        return (await ResultGrid.LoadAsync(store, "old", CancellationToken.None)).Best.Config.Real("x");
    }
}
