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

internal sealed class ExportCommandTests
{
    private string _folder = "";

    [SetUp]
    public async Task MakeStore()
    {
        _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;
        await using var store = await FileStore.OpenAsync(Store, new FileStoreOptions(SchedulerCatalog.All));
        await using var journal = await store.OpenJournalAsync("known");
        await journal.AppendAsync(0,
        [
            new ExperimentEvent.Created(At, new ExperimentSpec
            {
                Name = "known", Trainable = "some", Space = new SearchSpace().Uniform("x", 0, 1),
                Objective = new Objective("acc", Mode.Max), Trials = 1,
                Searcher = new RandomSearchOptions(), Scheduler = new FifoOptions(),
            }),
            new ExperimentEvent.TrialProposed(At, new(0), Configuration.Of(("x", 0.5))),
            new ExperimentEvent.Reported(At, new(0), new(1), 1, 1, MetricSet.Of(("acc", 0.25))),
        ]);
    }

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestCase]
    [TestCase("--out", "-")]
    public async Task Export_Csv_IsOnStandardOutput(params string[] more)
    {
        var (code, output, _) = await RunAsync(["known", "--csv", .. more]);
        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(output, Is.EqualTo(
            "trial,attempt,sequence,iteration,time_utc,acc,x\n0,1,1,1,2022-09-28T22:13:20.0000000Z,0.25,0.5\n"));
    }

    [Test]
    public async Task Export_Configs_HasMeanAndSpreadOfEachConfiguration()
    {
        var (code, output, _) = await RunAsync("known", "--configs");
        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(output, Is.EqualTo(
            "first_trial,trials,measured,mean,spread,lowest,highest,x\n0,1,1,0.25,,0.25,0.25,0.5\n"));
    }

    [TestCase("--csv")]
    [TestCase("--json")]
    [TestCase("--parquet")]
    [TestCase("--decisions")]
    [TestCase("--configs")]
    public async Task Export_Out_IsAFileAndASentence(string format)
    {
        var file = Path.Combine(_folder, "out");
        var (code, output, error) = await RunAsync("known", format, "--out", file);
        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.EndWith($"rows written to {file}{Environment.NewLine}"));
        Assert.That(File.Exists(file), Is.EqualTo(true));
    }

    [TestCase("none is given")]
    [TestCase("--csv and --json", "--csv", "--json")]
    public async Task Export_NotExactlyOneFormat_IsAUsageErrorWithTheChoices(string said, params string[] formats)
    {
        var (code, _, error) = await RunAsync(["known", .. formats]);
        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("--csv, --json, --parquet, --decisions").And.Contain(said));
    }

    [TestCase]
    [TestCase("--out", "-")]
    public async Task Export_ParquetWithoutAFile_SaysWhy(params string[] more)
    {
        var (code, _, error) = await RunAsync(["known", "--parquet", .. more]);
        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("--parquet needs --out FILE"));
    }

    [Test]
    public async Task Export_FormatByName_IsTheSameAsItsSwitch()
    {
        var (code, output, _) = await RunAsync("known", "--format", "csv");
        Assert.That(code, Is.EqualTo(ExitCode.Done));
        Assert.That(output, Does.StartWith("trial,attempt"));
    }

    [Test]
    public async Task Export_FormatWithoutSense_NamesThose()
    {
        var (code, _, error) = await RunAsync("known", "--format", "xls");
        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("'xls'").And.Contain("csv, json, parquet, decisions, configs, tensorboard"));
    }

    [Test]
    public async Task Export_TensorBoard_IsAFolderWithAFileForEachTrial()
    {
        var folder = Path.Combine(_folder, "logs");
        var (code, _, error) = await RunAsync("known", "--format", "tensorboard", "--to", folder);
        Assert.That((code, error), Is.EqualTo((ExitCode.Done, $"1 report written to {folder}{Environment.NewLine}")));
        Assert.That(Directory.GetFiles(folder, "*tfevents*", SearchOption.AllDirectories), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Export_TensorBoardWithoutAFolder_SaysWhy()
    {
        var (code, _, error) = await RunAsync("known", "--tensorboard");
        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("--tensorboard needs --out FOLDER"));
    }

    [TestCase("unknown")]
    [TestCase("../no/name")]
    public async Task Export_UnknownExperiment_ListsTheKnown(string name)
    {
        var (code, output, error) = await RunAsync(name, "--csv");
        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.Contain($"no experiment '{name}'").And.Contain("it has known"));
    }

    private static Moment At => new(638_000_000_000_000_000, 0);

    private string Store => Path.Combine(_folder, "store");

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var cli = new CliContext { Book = new ExperimentBook(), Out = output, Error = error, Program = "tune" };
        var code = await CliRoot.RunAsync(cli, ["export", .. arguments, "--store", Store]);
        return (code, output.ToString(), error.ToString());
    }
}
