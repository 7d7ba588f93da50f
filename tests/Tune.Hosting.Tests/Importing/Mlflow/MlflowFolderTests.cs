using System.Diagnostics;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Hosting.Results;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.Search.Tpe;
using Tune.Schedulers.Search.WarmStart;
using Tune.Testing.Stores;

namespace Tune.Hosting.Tests.Importing.Mlflow;

/// <summary>The folder of MLflow's file store, of its versions 1 to 3, and what strangers put into one.</summary>
internal sealed class MlflowFolderTests
{
    private TempFolder _folder = null!;
    private Importer _importer = null!;
    private MlrunsFolder _mlruns = null!;

    [SetUp]
    public void Make()
    {
        _folder = new TempFolder();
        (_importer, _mlruns) = (new Importer(_folder), new MlrunsFolder(_folder));
    }

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public async Task Import_OfVersion1_HasRunsAsTrialsWithNestedNames()
    {
        _mlruns.WithOne();

        await DoneAsync("--name", "mine");

        await using var store = await _importer.OpenAsync();
        var grid = await ResultGrid.LoadAsync(store, "mine", default);
        Assert.That(grid.Experiment.Status, Is.EqualTo(ExperimentStatus.Finished));
        Assert.That(grid.Experiment.Programs.Single().Name, Is.EqualTo("mlflow"));
        Assert.That((grid.Count, grid.Best.Trial.Number, grid.Best.Best), Is.EqualTo((2, 0, 0.75)));
        Assert.That(grid.Best.Config.Real("lr"), Is.EqualTo(0.1));
        Assert.That(grid.Best.Config.Text("model/kind"), Is.EqualTo("tree"));
        Assert.That((await grid.Best.CurveAsync("acc")).Select(point => (point.Iteration, point.Value)),
            Is.EqualTo(((int, double)[])[(1, 0.5), (2, 0.75)]));
        Assert.That((await grid.Best.CurveAsync("val/loss")).Single().Value, Is.NaN);
        Assert.That(grid.Best.Summary.Started.Utc, Is.EqualTo(Seconds(1_600_000_000)));
        var second = await grid.GetAsync(1);
        Assert.That((second.Status, second.Best, second.Config.Has("model/kind")),
            Is.EqualTo((TrialStatus.Errored, 0.25, false)));
    }

    [Test]
    public async Task Import_OfVersion2_LeavesOutWhatIsDeletedOrHoldsOthers()
    {
        _mlruns.WithTwo();

        var output = await DoneAsync();

        Assert.That(output, Does.Contain("Left out, as they only hold others or have not begun: 2"));
        await using var store = await _importer.OpenAsync();
        Assert.That(await store.ExperimentsAsync(), Is.EqualTo(new[]
        {
            "Tom-s-digits--the-ones-of-a-very-long-name-that-is-folded-over-two-lines--as-PyYAML-does",
        }));
        var grid = await ResultGrid.LoadAsync(store, (await store.ExperimentsAsync())[0], default);
        Assert.That(
            await grid.Select(trial => (trial.Config.Integer("depth"), trial.Status)).ToListAsync(),
            Is.EqualTo(((long, TrialStatus)[])
            [
                (1, TrialStatus.Completed), (3, TrialStatus.Stopped), (5, TrialStatus.Stopped),
            ]));
    }

    [Test]
    public async Task Import_OfVersion3_PutsWhatWasLoggedInTheEndAtTheEnd()
    {
        _mlruns.WithThree();

        await _importer.DoneAsync("mlflow", _mlruns.Root, "--metric", "test_acc", "--mode", "max");

        await using var store = await _importer.OpenAsync();
        var reports = await store.ReadJournalAsync("three").OfType<ExperimentEvent.Reported>()
            .Select(each => (each.Iteration, each.Metrics.ToString(), each.At.Utc)).ToListAsync();
        Assert.That(reports, Is.EqualTo(((int, string, DateTime)[])
        [
            (1, "loss=0.75", Seconds(1_800_000_001)), (2, "loss=0.4", Seconds(1_800_000_002.5)),
            (3, "loss=0.25, test_acc=0.875", Seconds(1_800_000_004)),
        ]));
    }

    [Test]
    public async Task Import_OfAll_TakesThoseThatHaveTheMetric()
    {
        _mlruns.WithOne().WithTwo().WithThree();

        await DoneAsync();

        await using var store = await _importer.OpenAsync();
        Assert.That(await store.ExperimentsAsync(), Has.Count.EqualTo(2).And.Member("Default"));
    }

    [TestCase("three")]
    [TestCase("7")]
    public async Task Import_OfOneByNameOrId_TakesItWithTheMetricsAskedFor(string which)
    {
        _mlruns.WithOne().WithThree();

        await _importer.DoneAsync(
            "mlflow", _mlruns.Root, "--experiment", which, "--metric", "loss", "--mode", "min", "--metrics",
            "system/cpu_utilization_percentage", "--name", "mine");

        await using var store = await _importer.OpenAsync();
        var grid = await ResultGrid.LoadAsync(store, "mine", default);
        Assert.That((grid.Best.Best, grid.Best.Summary.LastMetrics.Count), Is.EqualTo((0.25, 1)));
        Assert.That(await grid.Best.CurveAsync("system/cpu_utilization_percentage"), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Import_CanBePlottedAnalysedAndBegunWith()
    {
        for (var i = 0; i < 30; i++)
        {
            _mlruns.Write($"1/r{i:00}/meta.yaml", $"run_id: r{i:00}\nstatus: 3\nstart_time: 17000000{i:00}000\n");
            _mlruns.Write($"1/r{i:00}/params/x", FormattableString.Invariant($"{i / 30.0}"));
            _mlruns.Write($"1/r{i:00}/params/kind", i % 2 == 0 ? "a" : "b");
            _mlruns.Write($"1/r{i:00}/metrics/acc", FormattableString.Invariant(
                $"17000000{i:00}000 {-Math.Abs((i / 30.0) - 0.3)} 1\n"));
        }

        _mlruns.Write("1/meta.yaml", "name: sweep\n");
        await DoneAsync();

        var (analysed, text) = await _importer.RunAsync("analyse", "sweep");
        Assert.That(analysed, Is.EqualTo(0), text);
        var (drawn, pictures) = await _importer.RunAsync("plot", "sweep", "--svg", "--out", _folder["plots"]);
        Assert.That(drawn, Is.EqualTo(0), pictures);
        await using var store = await _importer.OpenAsync();
        var spec = await new Tune.Hosting.WarmStarts(store, _ => { }).ResolveAsync(
            new ExperimentSpec
            {
                Name = "next", Trainable = "some",
                Space = new SearchSpace().Uniform("x", 0, 1).Choice("kind", "a", "b"),
                Objective = new Objective("acc", Mode.Max), Trials = 3,
                Searcher = new TpeOptions(), Scheduler = new FifoOptions(),
            },
            new WarmStart("sweep"), default);
        Assert.That(WarmStartOptions.In(spec.Searcher)!.Priors, Has.Length.EqualTo(30));
    }

    [TestCase("0/1111/metrics/acc", "1600000001000 0.5 0\nsoon 1 2\n", "line 2 is not a time, a value and a step")]
    [TestCase("0/1111/metrics/acc", "1600000001000\n", "line 1 is not")]
    [TestCase("0/1111/metrics/acc", "1600000001000 0.5 -3\n", "step -3")]
    [TestCase("0/1111/meta.yaml", "status: done\n", "'status' is 'done'; it must be a whole number")]
    [TestCase("0/1111/meta.yaml", "status: 9\n", "'status' is 9; it must be 1 to 5")]
    [TestCase("0/1111/meta.yaml", "status 3\n", "line 1 is no name with a value")]
    [TestCase("0/1111/meta.yaml", "a: 1\nname: 'without an end\n", "line 2 has a quoted value without an end")]
    [TestCase("0/1111/meta.yaml", "name: !!python/object/apply:os.system ['true']\n", "no plain text")]
    [TestCase("0/meta.yaml", "experiment_id: '0'\n", "it has no 'name'")]
    [TestCase("0/1111/metrics/acc", "\u0000\u0000\u0000", "line 1 is not")]
    public async Task Import_WithADamagedFile_NamesItAndSaysWhatIsWrong(string path, string text, string said)
    {
        _mlruns.Write("0/meta.yaml", "name: Default\n");
        _mlruns.Write("0/1111/meta.yaml", "status: 3\n");
        _mlruns.Write("0/1111/metrics/acc", "1600000001000 0.5 0\n");
        _mlruns.Write(path, text);

        await FailsAsync(said);
        if (!said.StartsWith("step", StringComparison.Ordinal))
        {
            await FailsAsync(Path.Combine(_mlruns.Root, path[..^Path.GetFileName(path).Length]));
        }
    }

    [Test]
    public async Task Import_WithBytesThatAreNoText_NamesTheFile()
    {
        _mlruns.WithOne();
        var file = Path.Combine(_mlruns.Root, "0", new string('1', 32), "params", "lr");
        await File.WriteAllBytesAsync(file, [0xff, 0xfe, 0x00]);

        await FailsAsync("params/lr' cannot be imported: it is not UTF-8");
    }

    [TestCase("0/run/params/secret")]
    [TestCase("0/run/metrics/acc")]
    [TestCase("0/run/meta.yaml")]
    [TestCase("0/run")]
    [TestCase("0/run/params")]
    public async Task Import_WithALink_DoesNotFollowIt(string path)
    {
        _mlruns.Write("0/meta.yaml", "name: Default\n");
        _mlruns.Write("0/run/meta.yaml", "status: 3\n");
        _mlruns.Write("0/run/metrics/acc", "1600000001000 0.5 0\n");
        var outside = _folder.With("outside", ("secret", "hidden"));
        var link = Path.Combine(_mlruns.Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        if (Directory.Exists(link))
        {
            Directory.Delete(link, recursive: true);
        }

        File.Delete(link);
        File.CreateSymbolicLink(link, path is "0/run" or "0/run/params" ? outside : Path.Combine(outside, "secret"));

        await FailsAsync("link");
    }

    [TestCase("0/run/params/lr")]
    [TestCase("0/run/metrics/acc")]
    [TestCase("0/run/meta.yaml")]
    [TestCase("0/meta.yaml")]
    public async Task Import_WithANamedPipe_DoesNotWaitForIt(string path)
    {
        _mlruns.Write("0/meta.yaml", "name: Default\n");
        _mlruns.Write("0/run/meta.yaml", "status: 3\n");
        _mlruns.Write("0/run/metrics/acc", "1600000001000 0.5 0\n");
        var pipe = Path.Combine(_mlruns.Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(pipe)!);
        File.Delete(pipe);
        using (var made = Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync();
        }

        await FailsAsync("is a named pipe");
    }

    [TestCase("0/run/params/lr", "it has more than 1048576 bytes")]
    [TestCase("0/run/meta.yaml", "it has more than 1048576 bytes")]
    [TestCase("0/run/metrics/acc", "it has a line of more than")]
    public async Task Import_WithAHugeFile_ReadsNoFurtherThanItMust(string path, string said)
    {
        _mlruns.Write("0/meta.yaml", "name: Default\n");
        _mlruns.Write("0/run/meta.yaml", "status: 3\n");
        _mlruns.Write("0/run/metrics/acc", "1600000001000 0.5 0\n");
        _mlruns.Write(path, "");
        await using (var huge = File.OpenWrite(Path.Combine(_mlruns.Root, path)))
        {
            huge.SetLength(1L << 40);
        }

        await FailsAsync(said);
    }

    [TestCase("there are Default (0), three (7)", "--experiment", "none", "--metric", "acc", "--mode", "max")]
    [TestCase(
        "No run of 'three' has a metric 'acc'. There are loss", "--experiment", "7", "--metric", "acc", "--mode",
        "max")]
    [TestCase("does not say what was optimised; say --metric NAME and --mode max or min. There are acc, val/loss.")]
    [TestCase("No run has a param 'none'; there are lr", "--metric", "acc", "--mode", "max", "--params", "none")]
    [TestCase("--metric and --mode are said both or not at all", "--metric", "acc")]
    [TestCase("There are 2 experiments; say which --experiment", "--metric", "acc", "--mode", "max", "--name", "x")]
    public async Task Import_AskedForWhatIsNotThere_SaysWhatIs(string said, params string[] arguments)
    {
        _mlruns.WithOne().WithThree();

        await _importer.FailsAsync(said, ["mlflow", _mlruns.Root, .. arguments]);
    }

    [Test]
    public async Task Import_OfAnotherFolder_SaysWhichIsMeant()
    {
        _mlruns.WithOne();
        var empty = _folder.With("empty", ("mlflow.db", ""));

        await _importer.FailsAsync("has a folder 'mlruns'; name that", "mlflow", _folder.Root);
        await _importer.FailsAsync("It is one itself", "mlflow", Path.Combine(_mlruns.Root, "0"));
        await _importer.FailsAsync("start 'mlflow server' on it", "mlflow", empty);
        await _importer.FailsAsync("start 'mlflow server' on it", "mlflow", "sqlite:///mlflow.db");
        await _importer.FailsAsync("There is no folder", "mlflow", _folder["none"]);
    }

    private Task<string> DoneAsync(params string[] more) => _importer.DoneAsync(
        ["mlflow", _mlruns.Root, "--metric", "acc", "--mode", "max", .. more]);

    private Task FailsAsync(string said) => _importer.FailsAsync(
        said, "mlflow", _mlruns.Root, "--metric", "acc", "--mode", "max");

    private static DateTime Seconds(double seconds) => DateTime.UnixEpoch.AddSeconds(seconds);
}
