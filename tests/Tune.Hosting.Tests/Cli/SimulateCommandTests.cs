using System.Text.Json;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Simulation;
using Tune.Engine.Spaces;
using Tune.Hosting.Cli;
using Tune.Hosting.Cli.Catalog;
using Tune.Schedulers;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Storage;

namespace Tune.Hosting.Tests.Cli;

internal sealed class SimulateCommandTests
{
    private string _folder = "";

    private string Store => Path.Combine(_folder, "store");

    // Twelve trials of nine iterations, 10 s each, one after the other: 1,080 s.
    [SetUp]
    public async Task MakeStore()
    {
        _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;
        var spec = new ExperimentSpec
        {
            Name = "known", Trainable = "some", Space = new SearchSpace().Uniform("x", 0, 1),
            Objective = new Objective("acc", Mode.Max), Trials = 12, Searcher = new RandomSearchOptions(),
            Scheduler = new FifoOptions(),
        };
        var journal = new List<ExperimentEvent>();
        Simulator.Run(spec, new StatedWorkload(spec.Objective, 9, 10, spread: 0), observe: journal.Add);
        await using var store = await FileStore.OpenAsync(Store, new FileStoreOptions(SchedulerCatalog.All));
        await using var opened = await store.OpenJournalAsync("known");
        await opened.AppendAsync(0, journal);
    }

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Simulate_ARecordedExperiment_SaysTimeAndCost()
    {
        var (code, output, error) = await RunAsync("known", "--workers", "3");

        Assert.That(error, Is.Empty);
        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(output, Does.Contain("the curves of 12 trials of 'known'"));
        Assert.That(output, Does.Match("time +6:00 min +6:00 min +6:00 min"));
        Assert.That(output, Does.Match("worker time +18:00 min"));
        Assert.That(output, Does.Contain("100 % of what they cost, best the same; 0 % of the reports are guessed"));
    }

    [Test]
    public async Task Simulate_AnotherScheduler_CostsLess()
    {
        var (code, output, _) = await RunAsync(
            "known", "--json", "--scheduler", "asha", "--trials", "60", "--seeds", "5");

        Assert.That(code, Is.EqualTo(ExitCode.Done));
        var line = JsonDocument.Parse(output).RootElement;
        Assert.That(line.GetProperty("trials").GetProperty("p50").GetDouble(), Is.EqualTo(60));
        Assert.That(
            line.GetProperty("worker_s").GetProperty("p90").GetDouble(), Is.InRange(600, 60 * 90 * 0.7));
        Assert.That(line.GetProperty("what_if").GetProperty("cost_ratio").GetDouble(), Is.InRange(0.1, 0.9));
    }

    [TestCase(360, "--time-budget", "6m")]
    [TestCase(540, "--trials", "6")]
    [TestCase(360, "--iterations", "3")]
    [TestCase(90, "--trials", "1", "--scheduler", "fifo")]
    public async Task Simulate_AnotherBudget_SaysWhatItWouldHaveCost(double seconds, params string[] args)
    {
        var (code, output, error) = await RunAsync(["known", "--json", "--seeds", "1", .. args]);

        Assert.That(error, Is.Empty);
        Assert.That(code, Is.EqualTo(ExitCode.Done));
        var whatIf = JsonDocument.Parse(output).RootElement.GetProperty("what_if");
        Assert.That(whatIf.GetProperty("worker_s").GetDouble(), Is.EqualTo(seconds).Within(1e-6));
        Assert.That(whatIf.GetProperty("cost_ratio").GetDouble(), Is.EqualTo(seconds / 1080).Within(1e-5));
        Assert.That(whatIf.GetProperty("regret").GetDouble(), Is.GreaterThanOrEqualTo(0));
        Assert.That(whatIf.GetProperty("made_up").GetDouble(), Is.Zero);
    }

    [Test]
    public async Task Simulate_ANewExperiment_TakesTheStatedSeconds()
    {
        var (code, output, _) = await RunAsync(
            "fresh", "--json", "--seconds-per-iteration", "60", "--iterations", "10", "--trials", "20");

        Assert.That(code, Is.EqualTo(ExitCode.Done));
        var time = JsonDocument.Parse(output).RootElement.GetProperty("time_s");
        Assert.That(time.GetProperty("p50").GetDouble(), Is.EqualTo(12_000).Within(15).Percent);
        Assert.That(time.GetProperty("p10").GetDouble(), Is.LessThan(time.GetProperty("p90").GetDouble()));
    }

    [TestCase("Nothing is known of how long 'fresh' takes", "fresh")]
    [TestCase("There is no experiment 'none', neither in this program nor in the store", "none")]
    [TestCase("There is no experiment 'gone' in the store to take curves from; there are known", "fresh",
        "--from", "gone")]
    [TestCase("There is no scheduler 'best'", "known", "--scheduler", "best")]
    [TestCase("Nothing says how long a training is: give --iterations", "fresh", "--seconds-per-iteration", "1")]
    public async Task Simulate_WhatCannotBeDone_SaysWhy(string why, params string[] args)
    {
        var (code, _, error) = await RunAsync(args);

        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(error, Does.Contain(why));
    }

    [TestCase("--workers", "0")]
    [TestCase("--crash-rate", "often")]
    public async Task Simulate_BadOption_NamesIt(string option, string value)
    {
        var (code, _, error) = await RunAsync("known", option, value);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain(option));
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var book = new ExperimentBook();
        var never = new TrainableDefinition("fresh", () => throw new NotSupportedException());
        var space = new SearchSpace().Uniform("x", 0, 1);
        book.Add("new", new Tuner("fresh", never, space) { Metric = "acc", Trials = 20 });
        var cli = new CliContext { Book = book, Out = output, Error = error, Program = "tune" };
        var code = await CliRoot.RunAsync(cli, ["simulate", .. args, "--store", Store]);
        return (code, output.ToString(), error.ToString());
    }
}
