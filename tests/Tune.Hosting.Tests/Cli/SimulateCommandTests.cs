using System.Text.Json;
using Tune.Cli;
using Tune.Cli.Catalog;
using Tune.Cli.Shell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Simulation;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.HyperBand;
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
    public async Task Simulate_WithoutWorkers_CountsTheSlotsThatARunWouldHave()
    {
        var (_, output, _) = await RunCommandAsync(3, "simulate", "known");
        Assert.That(output, Does.Contain("known: 3 trials at once").And.Match("time +6:00 min +6:00 min"));
    }

    // Half a card and three licences each.
    [TestCase(2, "--gpus", "1", "--offer", "license=9")]
    [TestCase(3, "--gpus", "2", "--offer", "license=9")]
    [TestCase(4, "--gpus", "9", "--offer", "license=12.5", "--offer", "other=1")]
    public async Task Simulate_TrialsThatShareThings_DividesThem(int atOnce, params string[] args)
    {
        var (code, output, error) = await RunCommandAsync(
            8, ["simulate", "sharing", "--seconds-per-iteration", "1", "--iterations", "3", "--seeds", "1", .. args]);

        Assert.That((code, error), Is.EqualTo((ExitCode.Done, "")));
        Assert.That(output, Does.Contain($"sharing: {atOnce} trials at once"));
    }

    [TestCase("--gpus 1 and --offer license=3 or more")]
    [TestCase("with --gpus 1 or more", "--offer", "license=3")]
    [TestCase("with --offer license=3 or more", "--gpus", "1", "--offer", "license=2")]
    public async Task Simulate_TrialsOfWhichNoneFits_SaysWhatIsLacking(string said, params string[] args)
    {
        var (code, _, error) = await RunCommandAsync(
            8, ["simulate", "sharing", "--seconds-per-iteration", "1", "--iterations", "3", .. args]);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("A trial of 'sharing' needs 1 cpu, 0.5 gpu, 3 license").And.Contain(said));
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

    [Test]
    public async Task Simulate_ANewExperimentOfSeveralObjectives_IsForecastToo()
    {
        var (code, output, error) = await RunAsync(
            "two", "--json", "--seconds-per-iteration", "1", "--iterations", "3", "--seeds", "1");

        Assert.That((code, error), Is.EqualTo((ExitCode.Done, "")));
        Assert.That(
            JsonDocument.Parse(output).RootElement.GetProperty("iterations").GetProperty("p50").GetDouble(),
            Is.EqualTo(60));
    }

    [TestCase("Nothing is known of how long 'fresh' takes", "fresh")]
    [TestCase("There is no experiment 'none', neither in this program nor in the store", "none")]
    [TestCase("There is no experiment 'gone' in the store to take curves from; there are known", "fresh",
        "--from", "gone")]
    [TestCase("Nothing says how long a training is: give --iterations", "fresh", "--seconds-per-iteration", "1")]
    public async Task Simulate_WhatCannotBeDone_SaysWhy(string why, params string[] args)
    {
        var (code, _, error) = await RunAsync(args);

        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(error, Does.Contain(why));
    }

    [TestCase(36, "asha:ReductionFactor=3,GracePeriod=9")]
    [TestCase(160, "pbt:Interval=4,MaxIterations=40,Synchronous=true")]
    [TestCase(36, "pbt:interval=3,mutate=[\"x\"],selection=tournament,synchronous=true")]
    [TestCase(36, "pb2:Interval=3,Candidates=5,Synchronous=true")]
    [TestCase(36, "time-sharing:Turn=2,Inner=fifo")]
    [TestCase(36, "resource-changing:Interval=3, Inner=(asha:GracePeriod=9,Brackets=1), Policy=Even")]
    [TestCase(80, "{\"algorithm\":\"pbt\",\"interval\":4,\"maxIterations\":20,\"synchronous\":true}")]
    public async Task Simulate_ASchedulerWithOptions_KeepsToThem(double iterations, string scheduler)
    {
        var (code, output, error) = await RunAsync(
            "known", "--json", "--trials", "4", "--seeds", "1", "--scheduler", scheduler);

        Assert.That(error, Is.Empty);
        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(
            JsonDocument.Parse(output).RootElement.GetProperty("iterations").GetProperty("p50").GetDouble(),
            Is.EqualTo(iterations));
    }

    [Test]
    public async Task Simulate_ASearcherThatWaits_TakesLonger()
    {
        var (code, output, error) = await RunAsync(
            "known", "--json", "--seeds", "1", "--workers", "4", "--searcher", "concurrency-limit:Max=2,Inner=random");

        Assert.That((code, error), Is.EqualTo((ExitCode.Done, "")));
        Assert.That(
            JsonDocument.Parse(output).RootElement.GetProperty("time_s").GetProperty("p50").GetDouble(),
            Is.EqualTo(12 * 90 / 2).Within(1e-6));
    }

    [TestCase("There is no scheduler 'best'; there are fifo, asha", "--scheduler", "best")]
    [TestCase("There is no searcher 'asha'; there are auto, random", "--searcher", "asha")]
    [TestCase("The algorithm 'pbt' needs the option 'interval'", "--scheduler", "pbt")]
    [TestCase("The algorithm 'pb2' needs the option 'interval'", "--scheduler", "pb2:MaxIterations=9")]
    [TestCase("The algorithm 'pbt-replay' needs the option 'steps'", "--scheduler", "pbt-replay")]
    [TestCase("The algorithm 'time-sharing' needs the option 'inner'", "--scheduler", "time-sharing:Turn=1")]
    [TestCase("The algorithm 'resource-changing' needs the option 'inner'", "--scheduler", "resource-changing")]
    [TestCase("The algorithm 'pbt' has no option 'speed'; it has", "--scheduler", "pbt:Speed=4")]
    [TestCase("'Interval' of 'pbt' is 'often'; it must be a whole number.", "--scheduler", "pbt:Interval=often")]
    [TestCase("'Variant' of 'asha' is 'x'; it must be one of Stopping, Promotion.", "--scheduler", "asha:Variant=x")]
    [TestCase("'Interval' of 'pbt' is given twice", "--scheduler", "pbt:Interval=4,Interval=5")]
    [TestCase("'4' is no option of 'pbt'; write OPTION=VALUE", "--scheduler", "pbt:4")]
    [TestCase("which begins like a JSON object and is none", "--scheduler", "{pbt}")]
    [TestCase("An algorithm must be an object.", "--scheduler",
        "{\"algorithm\":\"time-sharing\",\"turn\":1,\"inner\":\"asha\"}")]
    [TestCase("- Asha.ReductionFactor is 1; it must be 2 or more.", "--scheduler", "asha:ReductionFactor=1")]
    [TestCase("- Pbt.Interval is 9; it must be 1 or more and below MaxIterations, 9.", "--scheduler", "pbt:Interval=9")]
    public async Task Simulate_AnAlgorithmThatIsWrong_SaysWhatIsAllowed(string said, params string[] args)
    {
        var (code, output, error) = await RunAsync(["known", .. args]);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.StartWith("error: ").And.Contain(said).And.Not.Contain("Path:"));
    }

    // Its rungs are without end.
    [TestCase("bad-asha", "- Asha.ReductionFactor is 1; it must be 2 or more.")]
    [TestCase("bad-hyperband", "- HyperBand.ReductionFactor is 1; it must be 2 or more.")]
    [CancelAfter(60_000)]
    public async Task Simulate_AnExperimentThatCannotStart_SaysWhatRunSays(string name, string said)
    {
        var simulated = await RunAsync(name, "--seconds-per-iteration", "1");
        var run = await RunCommandAsync(1, "run", name);

        Assert.That(simulated.Code, Is.EqualTo(ExitCode.Usage));
        Assert.That(simulated.Error, Does.Contain(said));
        Assert.That(run.Error, Is.EqualTo(simulated.Error));
    }

    [Test]
    public async Task Simulate_EverythingBreaks_SaysThatThereIsNoResult()
    {
        var (code, output, _) = await RunAsync("known", "--crash-rate", "1", "--seeds", "3");

        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(output, Does.Contain("no run reached a result").And.Contain("they cost, without any result;"));
        Assert.That(output, Does.Not.Contain("NaN"));
    }

    [Test]
    public async Task Simulate_LongerThanTimeCanBeCounted_SaysSo()
    {
        var (code, _, error) = await RunAsync(
            "fresh", "--seconds-per-iteration", "1e7", "--iterations", "100000", "--trials", "2", "--seeds", "1");

        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(error, Does.Contain("more than 29,000 years"));
    }

    [TestCase("--workers", "0")]
    [TestCase("--workers is '2000000000'; it must be a whole number from 1 to 100000.", "2000000000")]
    [TestCase("--seeds is '2000000000'; it must be a whole number from 1 to 10000.", "2000000000")]
    [TestCase("--crash-rate", "often")]
    [TestCase("--crash-rate is '1.5'; it must be a number from 0 to 1.", "1.5")]
    [TestCase("--seconds-per-iteration is '1e300'; it must be a number from 0 to 10000000.", "1e300")]
    public async Task Simulate_BadOption_NamesIt(string said, string value)
    {
        var (code, _, error) = await RunAsync("known", said.Split(' ')[0], value);

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain(said));
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) =>
        RunCommandAsync(1, ["simulate", .. args]);

    private async Task<(int Code, string Output, string Error)> RunCommandAsync(int slots, params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var book = new ExperimentBook();
        var never = new TrainableDefinition("fresh", () => throw new NotSupportedException());
        var space = new SearchSpace().Uniform("x", 0, 1);
        book.Add("new", new Tuner("fresh", never, space) { Metric = "acc", Trials = 20 });
        book.Add("two", new Tuner("two", never with { Name = "two" }, space)
        {
            Metric = "acc", FurtherObjectives = [new Objective("size", Mode.Min)],
            Constraints = [new MetricConstraint("latency") { AtMost = 1 }], Trials = 20,
            Searcher = new RandomSearchOptions(),
        });
        book.Add("sharing", new Tuner("sharing", never with { Name = "sharing" }, space)
        {
            Metric = "acc", Trials = 20, Resources = new Engine.Trials.Resources(Gpu: 0.5).With("license", 3),
        });
        foreach (var (name, scheduler) in new (string, SchedulerOptions)[]
        {
            ("bad-asha", new AshaOptions { MaxIterations = 27, ReductionFactor = 1 }),
            ("bad-hyperband", new HyperBandOptions { MaxIterations = 27, ReductionFactor = 1 }),
        })
        {
            book.Add(name, new Tuner(name, never with { Name = name }, space)
            {
                Metric = "acc", Trials = 20, Scheduler = scheduler,
            });
        }

        var cli = new CliContext { Book = book, Out = output, Error = error, Program = "tune", Slots = slots };
        var code = await CliRoot.RunAsync(cli, [.. args, "--store", Store]);
        return (code, output.ToString(), error.ToString());
    }
}
