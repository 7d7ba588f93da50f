using Tune.Cli.Shell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Hosting.Results;
using Tune.Schedulers.Search.WarmStart;
using Tune.Storage;
using Tune.Storage.Export;
using Tune.Testing.Stores;

namespace Tune.Hosting.Tests.Importing;

/// <summary>Experiments of other tools, by the command line, as ones that are over.</summary>
internal sealed class ImportTests
{
    private TempFolder _folder = null!;
    private Importer _importer = null!;

    [SetUp]
    public void Make()
    {
        _folder = new TempFolder();
        _importer = new Importer(_folder);
    }

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public async Task Optuna_Study_HasItsSpaceItsTrialsAndItsBest()
    {
        OptunaFile.Write(_folder["study.db"]);

        await DoneAsync("optuna", _folder["study.db"], "--study", "digits");

        await using var store = await OpenAsync();
        var grid = await ResultGrid.LoadAsync(store, "mine", default);
        var spec = grid.Experiment.Spec;
        Assert.That(spec.Space.Parameters.Select(each => $"{each.Name}: {each.Domain.Allowed}"), Is.EqualTo(new[]
        {
            "lr: a number from 1E-05 to 0.1", "layers: a whole number from 1 to 4", "optimizer: one of adam, sgd",
            "momentum: a number from 0 to 0.99",
        }));
        Assert.That(spec.Space["momentum"].When.Single().ToString(), Does.Contain("optimizer").And.Contain("sgd"));
        Assert.That(((RealDomain)spec.Space["lr"].Domain).Log, Is.EqualTo(true));
        Assert.That(grid.Experiment.Status, Is.EqualTo(ExperimentStatus.Finished));
        Assert.That(
            (grid.Best.Trial.Number, grid.Best.Best, grid.Best.Config.ToString()),
            Is.EqualTo((2, 0.9, "lr=0.001, layers=1, optimizer=sgd, momentum=0.5")));
        Assert.That(
            await grid.Select(result => result.Status).ToListAsync(),
            Is.EqualTo((TrialStatus[])
            [
                TrialStatus.Completed, TrialStatus.Stopped, TrialStatus.Completed, TrialStatus.Errored,
            ]));
        var curve = await grid.Best.CurveAsync("intermediate");
        Assert.That(curve.Select(point => (point.Iteration, point.Value)), Is.EqualTo(
            ((int, double)[])[(1, double.NaN), (2, 0.7)]));
        var first = (await grid.GetAsync(0)).Summary;
        Assert.That(
            (first.Started.Utc, first.Last.Utc),
            Is.EqualTo((Time("2026-03-01T10:00:00Z"), Time("2026-03-01T10:05:00.5Z"))));
        var program = grid.Experiment.Programs.Single();
        Assert.That((program.Name, program.Version), Is.EqualTo(("optuna", "4.1.0")));
    }

    [Test]
    public async Task Optuna_ByIntermediate_HasCurvesOfTheObjective()
    {
        OptunaFile.Write(_folder["study.db"]);

        await DoneAsync("optuna", _folder["study.db"], "--study", "digits", "--by-intermediate");

        await using var store = await OpenAsync();
        var grid = await ResultGrid.LoadAsync(store, "mine", default);
        Assert.That((grid.Best.Trial.Number, grid.Best.Best), Is.EqualTo((0, 0.95)));
    }

    [Test]
    public async Task Optuna_StudyOfTwoObjectives_HasTheirNames()
    {
        OptunaFile.Write(_folder["study.db"]);

        await DoneAsync("optuna", _folder["study.db"], "--study", "two");

        await using var store = await OpenAsync();
        var grid = await ResultGrid.LoadAsync(store, "mine", default);
        Assert.That(grid.Experiment.Spec.Objectives, Is.EqualTo((Objective[])
        [
            new("loss", Mode.Min), new("acc", Mode.Max),
        ]));
        Assert.That((await grid.GetAsync(0)).Metrics, Is.EqualTo(
            MetricSet.Of(("loss", 0.5), ("acc", double.NegativeInfinity))));
        Assert.That((await grid.GetAsync(0)).Config.Real("dropout"), Is.EqualTo(0.3).Within(1e-12));
    }

    [TestCase("name one of digits, two, empty", "study.db")]
    [TestCase("no study 'none'; it has digits", "study.db", "--study", "none")]
    [TestCase("no file", "nothing.db")]
    [TestCase("cannot be read as a file of Optuna", "text.db")]
    [TestCase("1 to 100000 trials", "study.db", "--study", "empty")]
    public async Task Optuna_ThatCannotBeRead_IsAnErrorThatSaysWhy(string said, string file, params string[] more)
    {
        OptunaFile.Write(_folder["study.db"]);
        await File.WriteAllTextAsync(_folder["text.db"], "this is no database, however long one reads on in it");

        var (code, output) = await RunAsync(["import", "optuna", _folder[file], "--name", "mine", .. more]);

        Assert.That(code, Is.EqualTo(ExitCode.Failed), output);
        Assert.That(output, Does.Contain(said));
    }

    [Test]
    public async Task Optuna_WithADistributionThatIsNone_NamesTheParameter()
    {
        OptunaFile.Write(_folder["study.db"]);
        using (var file = OptunaFile.Open(_folder["study.db"]))
        {
            file.Run("UPDATE trial_params SET distribution_json = '{\"name\":\"Odd\"}' WHERE param_name = 'layers'");
        }

        var (code, output) = await RunAsync(
            "import", "optuna", _folder["study.db"], "--name", "mine", "--study", "digits");

        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(output, Does.Contain("'layers'").And.Contain("'Odd'"));
    }

    [Test]
    public async Task Csv_RowPerTrial_InfersTheSpace()
    {
        await File.WriteAllTextAsync(_folder["table.csv"], """"
            lr,act,layers,bias,acc,loss,status
            0.1,relu,2,true,0.5,1.5,COMPLETE
            0.0001,"a,""b""",,false,0.75,nan,COMPLETE
            0.01,relu,3,true,,,FAIL
            """");

        await DoneAsync(
            "csv", _folder["table.csv"], "--metric", "acc", "--mode", "max", "--params", "lr,act,layers,bias");

        await using var store = await OpenAsync();
        var grid = await ResultGrid.LoadAsync(store, "mine", default);
        Assert.That(grid.Experiment.Spec.Space.Parameters.Select(each => $"{each.Name}: {each.Domain.Allowed}"),
            Is.EqualTo(new[]
            {
                "lr: a number from 0.0001 to 0.1", "act: one of relu, a,\"b\"", "bias: one of true, false",
                "layers: a whole number from 2 to 3",
            }));
        Assert.That(grid.Experiment.Spec.Space["layers"].When.Single().ToString(), Does.Contain("act"));
        Assert.That((grid.Best.Trial.Number, grid.Best.Best), Is.EqualTo((1, 0.75)));
        Assert.That(grid.Best.Metrics.TryGet("loss", out var loss) && double.IsNaN(loss), Is.EqualTo(true));
        Assert.That(grid.Best.Config.Has("layers"), Is.EqualTo(false));
        Assert.That((await grid.GetAsync(2)).Status, Is.EqualTo(TrialStatus.Errored));
    }

    [Test]
    public async Task Csv_WithCellsThatAreEmptyWithoutARule_HasAParameterThatSaysWhere()
    {
        await File.WriteAllTextAsync(_folder["table.csv"], "lr,drop,acc\n1,0.5,1\n1,,2\n2,0.25,3\n");

        await DoneAsync("csv", _folder["table.csv"], "--metric", "acc", "--mode", "max");

        await using var store = await OpenAsync();
        var grid = await ResultGrid.LoadAsync(store, "mine", default);
        Assert.That(grid.Best.Config.ToString(), Is.EqualTo("lr=2, has drop=true, drop=0.25"));
        Assert.That((await grid.GetAsync(1)).Config.ToString(), Is.EqualTo("lr=1, has drop=false"));
    }

    [Test]
    public async Task Csv_AsSpreadsheetsWriteIt_IsRead()
    {
        await File.WriteAllTextAsync(
            _folder["table.csv"], "\ufefflr;\"two\nlines\";acc\r\n1;a;0.5\r\n\r\n2;b;0.75\r\n");

        await DoneAsync("csv", _folder["table.csv"], "--metric", "acc", "--mode", "max", "--params", "lr");

        await using var store = await OpenAsync();
        var grid = await ResultGrid.LoadAsync(store, "mine", default);
        Assert.That((grid.Count, grid.Best.Best, grid.Best.Config.ToString()), Is.EqualTo((2, 0.75, "lr=2")));
    }

    [TestCase("acc\n", "no rows")]
    [TestCase("lr,acc\n1,2,3\n", "Line 2 has 3 cells")]
    [TestCase("lr,acc\n1,x\n", "Line 2: 'acc' is 'x'")]
    [TestCase("lr,val\n1,2\n", "no column 'acc'; it has lr, val")]
    [TestCase("lr,lr,acc\n1,2,3\n", "'lr' is there 2 times")]
    [TestCase("lr,acc\n\"1,2\n", "begins in line 2 has no end")]
    [TestCase("trial,iteration,lr,acc\n0,2,1,1\n0,1,1,1\n", "Line 3: iteration 1 follows 2")]
    [TestCase("trial,iteration,lr,acc\n0,x,1,1\n", "Line 2: 'iteration' is 'x'")]
    [TestCase("lr,time_utc,acc\n1,soon,3\n", "Line 2: 'time_utc' is 'soon'")]
    [TestCase(" lr,acc\n1,2\n", "' lr'")]
    public async Task Csv_ThatCannotBeRead_IsAnErrorThatSaysWhere(string table, string said)
    {
        await File.WriteAllTextAsync(_folder["table.csv"], table);

        var (code, output) = await RunAsync(
            "import", "csv", _folder["table.csv"], "--name", "mine", "--metric", "acc", "--mode", "max");

        Assert.That(code, Is.EqualTo(ExitCode.Failed), output);
        Assert.That(output, Does.Contain(said));
    }

    [Test]
    public async Task Csv_OfOurOwnExport_ComesBackAsItWas()
    {
        await SourceAsync();
        await using (var store = await OpenAsync())
        {
            await new ExperimentExport(store, "source").WriteFileAsync(ExportFormat.Csv, _folder["out.csv"]);
        }

        await DoneAsync("csv", _folder["out.csv"], "--metric", "acc", "--mode", "max");

        await SameAsync();
    }

    [Test]
    public async Task TensorBoard_OfOurOwnExport_ComesBackAsItWas()
    {
        await SourceAsync();
        await using (var store = await OpenAsync())
        {
            await new ExperimentExport(store, "source").WriteTensorBoardAsync(_folder["logs"]);
        }

        await DoneAsync("tensorboard", _folder["logs"], "--metric", "acc", "--mode", "max");

        await SameAsync();
    }

    [Test]
    public async Task TensorBoard_WithoutTheScalar_SaysWhichThereAre()
    {
        await SourceAsync();
        await using (var store = await OpenAsync())
        {
            await new ExperimentExport(store, "source").WriteTensorBoardAsync(_folder["logs"]);
        }

        var (code, output) = await RunAsync(
            "import", "tensorboard", _folder["logs"], "--name", "mine", "--metric", "wrong", "--mode", "max");

        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(output, Does.Contain("No run has a scalar 'wrong'").And.Contain("acc, loss"));
    }

    [Test]
    public async Task TensorBoard_WithADamagedFile_NamesIt()
    {
        await SourceAsync();
        await using (var store = await OpenAsync())
        {
            await new ExperimentExport(store, "source").WriteTensorBoardAsync(_folder["logs"]);
        }

        var file = Directory.GetFiles(_folder["logs"], "*tfevents*", SearchOption.AllDirectories).Order().First();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[30] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        var (code, output) = await RunAsync(
            "import", "tensorboard", _folder["logs"], "--name", "mine", "--metric", "acc", "--mode", "max");

        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(output, Does.Contain(file).And.Contain("damaged"));
    }

    [Test]
    public async Task Import_UnderANameThatIsTaken_IsRefused()
    {
        await SourceAsync();
        await File.WriteAllTextAsync(_folder["table.csv"], "lr,acc\n1,2\n");

        var (code, output) = await RunAsync(
            "import", "csv", _folder["table.csv"], "--name", "source", "--metric", "acc", "--mode", "max");

        Assert.That(code, Is.EqualTo(ExitCode.Failed));
        Assert.That(output, Does.Contain("'source' already"));
    }

    [Test]
    public async Task Import_CanBePlottedAnalysedAndBegunWith()
    {
        var lines = Enumerable.Range(1, 30).Select(i => FormattableString.Invariant(
            $"{i / 30.0},{(i % 2 == 0 ? "a" : "b")},{Math.Abs((i / 30.0) - 0.3)}"));
        await File.WriteAllTextAsync(_folder["table.csv"], "x,kind,distance\n" + string.Join('\n', lines) + "\n");
        await DoneAsync("csv", _folder["table.csv"], "--metric", "distance", "--mode", "min");

        var (analysed, text) = await RunAsync("analyse", "mine");
        Assert.That(analysed, Is.EqualTo(ExitCode.Done), text);
        var (drawn, pictures) = await RunAsync("plot", "mine", "--svg", "--out", _folder["plots"]);
        Assert.That(drawn, Is.EqualTo(ExitCode.Done), pictures);
        await using var store = await OpenAsync();
        var spec = await new Tune.Hosting.WarmStarts(store, _ => { }).ResolveAsync(
            new ExperimentSpec
            {
                Name = "next", Trainable = "some",
                Space = new SearchSpace().Uniform("x", 0, 1).Choice("kind", "a", "b"),
                Objective = new Objective("distance", Mode.Min), Trials = 3,
                Searcher = new Schedulers.Search.Tpe.TpeOptions(), Scheduler = new Schedulers.Fifo.FifoOptions(),
            },
            new WarmStart("mine"), default);
        Assert.That(WarmStartOptions.In(spec.Searcher)!.Priors, Has.Length.EqualTo(30));
    }

    private Task<string> DoneAsync(string kind, params string[] more) =>
        _importer.DoneAsync([kind, .. more, "--name", "mine"]);

    private async Task SourceAsync()
    {
        await File.WriteAllTextAsync(_folder["source.csv"], """
            trial,iteration,lr,act,acc,loss,time_utc
            0,1,0.5,=relu,0.25,0.5,2026-03-01T10:00:00Z
            0,2,0.5,=relu,0.5,0.25,2026-03-01T10:01:00Z
            1,1,0.125,tanh,0.75,0.125,2026-03-01T10:00:30Z
            """);
        var (code, output) = await RunAsync(
            "import", "csv", _folder["source.csv"], "--name", "source", "--metric", "acc", "--mode", "max");
        Assert.That(code, Is.EqualTo(ExitCode.Done), output);
    }

    private async Task SameAsync()
    {
        await using var store = await OpenAsync();
        var (source, mine) = (await Reports(store, "source"), await Reports(store, "mine"));
        Assert.That(source, Has.Count.EqualTo(3));
        Assert.That(mine, Is.EqualTo(source));
        var (before, after) = (
            await ResultGrid.LoadAsync(store, "source", default), await ResultGrid.LoadAsync(store, "mine", default));
        Assert.That(
            (after.Best.Trial, after.Best.Config, after.Best.Best),
            Is.EqualTo((before.Best.Trial, before.Best.Config, before.Best.Best)));
    }

    private static async Task<List<(int, int, string, DateTime)>> Reports(FileStore store, string name) =>
        await store.ReadJournalAsync(name).OfType<ExperimentEvent.Reported>()
            .Select(e => (e.Trial.Number, e.Iteration, e.Metrics.ToString(), e.At.Utc)).ToListAsync();

    private static DateTime Time(string text) => DateTimeOffset.Parse(
        text, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;

    private Task<FileStore> OpenAsync() => _importer.OpenAsync();

    private Task<(int Code, string Output)> RunAsync(params string[] arguments) => _importer.RunAsync(arguments);
}
