using Tune.Cli;
using Tune.Cli.Catalog;
using Tune.Cli.Shell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Schedulers;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Storage;

namespace Tune.Hosting.Tests.Cli;

/// <summary><c>list --where</c>, in the words of the API's search.</summary>
internal sealed class ListWhereTests
{
    private string _folder = "";

    [OneTimeSetUp]
    public async Task MakeStore()
    {
        _folder = Directory.CreateTempSubdirectory("tune-where-").FullName;
        await using var store = await FileStore.OpenAsync(_folder, new FileStoreOptions(SchedulerCatalog.All));
        foreach (var (name, value) in ((string, double)[])[("weak", 0.25), ("strong", 0.95)])
        {
            await using var journal = await store.OpenJournalAsync(name);
            await journal.AppendAsync(0, Events(name, value));
        }
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestCase("best > 0.9", true, false)]
    [TestCase("metrics.acc < 0.9 AND params.x = 0.5", false, true)]
    [TestCase("name LIKE '%' AND created >= '2022-01-01'", true, true)]
    [TestCase("state = 'finished'", false, false)]
    [TestCase("", true, true)]
    public async Task List_WhereSomethingHolds_ShowsThese(string where, bool hasStrong, bool hasWeak)
    {
        var (code, output, _) = await RunAsync(where);

        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(
            (output.Contains("strong", StringComparison.Ordinal), output.Contains("weak", StringComparison.Ordinal)),
            Is.EqualTo((hasStrong, hasWeak)));
        Assert.That(output.Contains("None of the 2 experiments", StringComparison.Ordinal),
            Is.EqualTo(!hasStrong && !hasWeak));
    }

    [Test]
    public async Task List_WhereNothingCanBeRead_IsAUsageErrorThatSaysWhere()
    {
        var (code, _, error) = await RunAsync("best >");

        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.StartWith("error: --where: The filter ends where a number").And.Contain("character 7"));
    }

    private async Task<(int Code, string Out, string Error)> RunAsync(string where)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var cli = new CliContext { Book = new ExperimentBook(), Out = output, Error = error, Program = "tune" };
        var code = await CliRoot.RunAsync(cli, ["list", "--where", where, "--store", _folder]);
        return (code, output.ToString(), error.ToString());
    }

    private static ExperimentEvent[] Events(string name, double value)
    {
        var at = new Moment(638_000_000_000_000_000, 0);
        return
        [
            new ExperimentEvent.Created(at, new ExperimentSpec
            {
                Name = name, Trainable = "some", Space = new SearchSpace().Uniform("x", 0, 1),
                Objective = new Objective("acc", Mode.Max), Trials = 1,
                Searcher = new RandomSearchOptions(), Scheduler = new FifoOptions(),
            }),
            new ExperimentEvent.TrialProposed(at, new(0), Configuration.Of(("x", 0.5))),
            new ExperimentEvent.Reported(at, new(0), new(1), 1, 1, MetricSet.Of(("acc", value))),
        ];
    }
}
