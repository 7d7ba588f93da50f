using System.Text.Json;
using Tune.Cli;
using Tune.Cli.Catalog;
using Tune.Cli.Shell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Storage;

namespace Tune.Hosting.Tests.Cli;

/// <summary>What the command line says of several objectives. Every other trial lacks the second one, and would be the
/// best by the first.</summary>
internal sealed class FrontTests
{
    private string _folder = "";

    private static Moment At => new(638_000_000_000_000_000, 0);

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Best_OfSeveralObjectives_IsTheFront()
    {
        await FillAsync();

        var (code, output, _) = await RunAsync("best", "both");

        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(output.Split(Environment.NewLine), Is.EqualTo(new[]
        {
            "2 trials that no other beats in every objective:",
            "TRIAL  ITERATION  acc (max)  size (min)  CONFIG",
            "0      1          0.5        10          x=0.5",
            "4      1          0.7        30          x=0.7",
            "",
        }));
    }

    [Test]
    public async Task Best_OfSeveralObjectivesWithAConstraint_SaysThatEachIsFeasible()
    {
        await FillAsync(new MetricConstraint("size") { AtMost = 20 });

        var (_, output, _) = await RunAsync("best", "both", "--json");

        var line = JsonDocument.Parse(output).RootElement;
        Assert.That(line.GetProperty("trial").GetInt32(), Is.Zero);
        Assert.That(line.GetProperty("feasible").GetBoolean(), Is.EqualTo(true));
        Assert.That(line.GetProperty("objectives").GetRawText(), Is.EqualTo("{\"acc\":0.5,\"size\":10}"));
        Assert.That((await RunAsync("best", "both")).Output, Does.Contain("FEASIBLE").And.Contain("yes"));
    }

    [Test]
    public async Task Best_NothingIsFeasible_SaysWhatIsWanting()
    {
        await FillAsync(new MetricConstraint("size") { AtMost = 1 });

        var (code, _, error) = await RunAsync("best", "both");

        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(error, Does.Contain(
            "a finite value of each of 'acc' and 'size' and keeps to the constraints on 'size'."));
    }

    [Test]
    public async Task Show_OfSeveralObjectives_HasAColumnForEachAndSaysWhatIsFeasible()
    {
        await FillAsync(new MetricConstraint("size") { AtMost = 20 });

        var (_, output, _) = await RunAsync("show", "both");

        Assert.That(output, Does.Contain("acc 0.5"), "the best is one that has both");
        Assert.That(output, Does.Match("TRIAL .* BEST +LAST +size +FEASIBLE"));
        Assert.That(output, Does.Match("\n0 +completed +1 +0.5 +0.5 +10 +yes"));
        Assert.That(output, Does.Match("\n1 +completed +1 +- +0.9 +- +no"));
    }

    private async Task FillAsync(params MetricConstraint[] constraints)
    {
        await using var store = await FileStore.OpenAsync(Store, new FileStoreOptions(SchedulerCatalog.All));
        await using var journal = await store.OpenJournalAsync("both");
        await journal.AppendAsync(0,
        [
            new ExperimentEvent.Created(At, new ExperimentSpec
            {
                Name = "both", Trainable = "some", Space = new SearchSpace().Uniform("x", 0, 1),
                Objective = new Objective("acc", Mode.Max), FurtherObjectives = [new Objective("size", Mode.Min)],
                Constraints = [.. constraints], Trials = 6,
                Searcher = new RandomSearchOptions(), Scheduler = new FifoOptions(),
            }),
            .. Trial(0, 0.5, 10), .. Trial(1, 0.9, double.NaN), .. Trial(2, 0.4, 20), .. Trial(3, 0.95, double.NaN),
            .. Trial(4, 0.7, 30), .. Trial(5, 0.8, double.NaN),
        ]);
    }

    private static IEnumerable<ExperimentEvent> Trial(int number, double accuracy, double size)
    {
        var (trial, attempt) = (new TrialId(number), new Attempt(1));
        return
        [
            new ExperimentEvent.TrialProposed(At, trial, Configuration.Of(("x", accuracy))),
            new ExperimentEvent.AttemptStarted(At, trial, attempt, Allocation.On("node", 0), null),
            new ExperimentEvent.Reported(At, trial, attempt, 1, 1, MetricSet.Of(("acc", accuracy), ("size", size))),
            new ExperimentEvent.AttemptEnded(At, trial, attempt, AttemptOutcome.Completed.Instance),
            new ExperimentEvent.TrialEnded(At, trial, TrialStatus.Completed, ""),
        ];
    }

    private string Store => Path.Combine(_folder, "store");

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var cli = new CliContext { Book = new ExperimentBook(), Out = output, Error = error, Program = "tune" };
        var code = await CliRoot.RunAsync(cli, [.. arguments, "--store", Store]);
        return (code, output.ToString(), error.ToString());
    }
}
