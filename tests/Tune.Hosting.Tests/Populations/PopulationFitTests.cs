using System.Globalization;
using System.Text.Json;
using Tune.Cli;
using Tune.Cli.Catalog;
using Tune.Cli.Shell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Hosting.Results;
using Tune.Schedulers;
using Tune.Schedulers.Pb2;
using Tune.Schedulers.Pbt;
using Tune.Schedulers.PbtReplay;
using Tune.Storage;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Populations;

/// <summary>Populations on a real node: threads, checkpoints on disk, the journal.</summary>
internal sealed class PopulationFitTests
{
    private const int Iterations = 24;

    private string _folder = "";

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    private static readonly SchedulerOptions[] Schedulers =
    [
        new PbtOptions { MaxIterations = Iterations, Interval = 4 },
        new PbtOptions { MaxIterations = Iterations, Interval = 4, Selection = PbtSelection.Tournament },
        new PbtOptions { MaxIterations = Iterations, Interval = 4, Synchronous = true },
        new Pb2Options { MaxIterations = Iterations, Interval = 4, Candidates = 20 },
    ];

    [TestCaseSource(nameof(Schedulers))]
    [CancelAfter(60_000)]
    public async Task Fit_PopulationLargerThanItsSlots_TrainsEveryTrialAlongItsLineage(
        SchedulerOptions scheduler, CancellationToken cancellation)
    {
        await using var host = await StartAsync(cancellation);
        var results = await host.FitAsync(Population(scheduler, TrainAsync), cancellation);
        Assert.That(
            await results.Select(result => result.Status).ToListAsync(cancellation),
            Is.All.EqualTo(TrialStatus.Completed));

        var history = await host.ReadJournalAsync("population", cancellation: cancellation)
            .ToArrayAsync(cancellation);
        var segments = await TrialSegments.OfAsync(host.ReadJournalAsync("population", cancellation: cancellation));
        var changes = 0;
        for (var trial = 0; trial < 5; trial++)
        {
            var lineage = PbtLineage.Of(history, new TrialId(trial));
            var last = history.OfType<ExperimentEvent.Reported>().Last(report => report.Trial.Number == trial);
            changes += lineage.Steps.Length;

            last.Metrics.TryGet("sum", out var sum);
            Assert.That(last.Iteration, Is.EqualTo(Iterations));
            Assert.That(sum, Is.EqualTo(SumAlong(lineage)), "weights and configurations went together");
            Assert.That(
                TrialSegments.LineageOf(segments, new TrialId(trial), Iterations).Skip(1)
                    .Select(part => (part.Segment.From, part.Segment.Config)),
                Is.EqualTo(lineage.Steps.Select(step => (step.At, step.Config))), "what the pictures show");
        }

        Assert.That(changes, Is.Positive);
        var plots = await results.PlotsAsync(cancellation);
        Assert.That(plots.Fitting, Does.Contain("lineage").And.Contain("schedule"));
        Assert.That(plots.Lineage().Missing, Is.Null);
        Assert.That(
            async () => await host.ReadJournalAsync("nobody").CountAsync(),
            Throws.TypeOf<UnknownExperimentException>().With.Message.Contains("it has population"));
        Assert.That(ReplayAudit.Run(history).Mismatches, Is.Empty);
    }

    // The best value may be from before a trial became a clone, or from after.
    [TestCase(2)]
    [TestCase(Iterations)]
    [CancelAfter(60_000)]
    public async Task CommandLine_OfAPopulation_SaysTheConfigurationThatGaveTheBestValue(
        int bestAt, CancellationToken cancellation)
    {
        var book = new ExperimentBook();
        var body = Trainable.Function("population", (context, config) => PeakAsync(context, config, bestAt));
        book.Add("peaks", new Tuner("population", body, new SearchSpace().Uniform("x", 0, 1))
        {
            Metric = "score", Mode = Mode.Max, Trials = 6, Seed = 3, Scheduler = Schedulers[0],
        });

        var run = await RunAsync(book, "run", "population", "--json", "--no-plots", "--slots", "2");
        var best = await RunAsync(book, "best", "population", "--json");
        var show = await RunAsync(book, "show", "population", "--json");

        using var store = ReadOnlyStore.Open(_folder, new FileStoreOptions(SchedulerCatalog.All));
        var reports = await store.ReadJournalAsync("population", cancellation: cancellation)
            .OfType<ExperimentEvent.Reported>().ToArrayAsync(cancellation);
        var top = reports.MaxBy(report => Value(report, "score"))!;
        var done = run.Single(line => Text(line, "event") == "done").GetProperty("best").GetProperty("config");
        Assert.That(done.GetProperty("x").GetDouble(), Is.EqualTo(Value(top, "x")));
        Assert.That(best[^1].GetProperty("config").GetProperty("x").GetDouble(), Is.EqualTo(Value(top, "x")));
        var trials = show.Where(line => Text(line, "event") == "trial").ToArray();
        Assert.That(trials.Select(trial => trial.GetProperty("best_config").GetProperty("x").GetDouble()), Is.EqualTo(
            reports.GroupBy(report => report.Trial).OrderBy(group => group.Key)
                .Select(group => Value(group.MaxBy(report => Value(report, "score"))!, "x"))));
        Assert.That(run.Count(line => Text(line, "event") == "decision" && Text(line, "decision") == "clone"),
            Is.Positive);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Fit_TrainableWithoutCheckpoints_FailsAndSaysWhatToDo(CancellationToken cancellation)
    {
        await using var host = await StartAsync(cancellation);
        var results = await host.FitAsync(Population(Schedulers[0], NeverSavesAsync), cancellation);

        Assert.That(results.Experiment.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(results.Experiment.Why, Does.Contain("Pass a checkpoint to context.ReportAsync"));
    }

    private Task<TuneHost> StartAsync(CancellationToken cancellation) => TuneHost.StartAsync(
        new TuneHostOptions { Store = _folder, Slots = 2, Notice = _ => { } }, cancellation);

    private static Tuner Population(SchedulerOptions scheduler, Func<TrialContext, Configuration, Task> body) => new(
        "population", Trainable.Function("population", body), new SearchSpace().Uniform("x", 0, 1))
    {
        Metric = "sum", Trials = 5, Seed = 3, Scheduler = scheduler,
    };

    private static async Task TrainAsync(TrialContext context, Configuration config)
    {
        var sum = context.Restored?.ReadJson<double>("sum.json") ?? 0;
        while (context.Iteration < Iterations)
        {
            sum += config.Real("x");
            await context.ReportAsync(new { sum }, Checkpoint.FromJson("sum.json", sum));
        }
    }

    // Up to an iteration few are as good as the lowest x, after it none is as good as the highest.
    private static async Task PeakAsync(TrialContext context, Configuration config, int turn)
    {
        while (context.Iteration < Iterations)
        {
            var x = config.Real("x");
            var score = context.Iteration + 1 < turn ? 10 - x : turn < Iterations ? x : 20 + x;
            await context.ReportAsync(new { score, x }, Checkpoint.FromText("x.txt", $"{x}"));
        }
    }

    private static double Value(ExperimentEvent.Reported report, string metric) =>
        report.Metrics.TryGet(metric, out var value) ? value : double.NaN;

    private static string? Text(JsonElement line, string name) => line.GetProperty(name).GetString();

    private async Task<JsonElement[]> RunAsync(ExperimentBook book, params string[] args)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var cli = new CliContext { Book = book, Out = output, Error = error, Program = "tune" };
        var code = await CliRoot.RunAsync(cli, [.. args, "--store", _folder]);
        Assert.That(code, Is.EqualTo(ExitCode.Done), error.ToString());
        return
        [
            .. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement),
        ];
    }

    private static async Task NeverSavesAsync(TrialContext context, Configuration config)
    {
        while (context.Iteration < Iterations)
        {
            await context.ReportAsync(new { sum = config.Real("x") });
        }
    }

    private static double SumAlong(PbtLineage lineage)
    {
        var sum = 0.0;
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var config = lineage.Steps.LastOrDefault(step => step.At <= iteration)?.Config ?? lineage.Initial;
            sum += config.Real("x");
        }

        return sum;
    }
}
