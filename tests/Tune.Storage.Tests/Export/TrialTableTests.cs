using Parquet;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Storage.Export;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Export;

/// <summary>Trials as a table of rows, in whatever order they come.</summary>
internal sealed class TrialTableTests
{
    private static readonly ExperimentSummary s_experiment = new()
    {
        Name = "some", Spec = Some.Spec(), Status = Engine.Experiments.ExperimentStatus.Active,
    };

    private static readonly TrialSummary[] s_trials =
    [
        Trial(7, 0.5, "=relu", ("acc", 0.5), ("trial", double.NaN)),
        Trial(2, double.NaN, "tanh"),
    ];

    private string _folder = "";

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task WriteFile_AsCsv_HasALineForEachTrialAndNoFormula() => Assert.That(
        await WriteAsync(ExportFormat.Csv),
        Is.EqualTo(
            "trial,status,attempts,failures,reports,iteration,best,best_iteration,seconds,why,acc,metric/trial,"
            + "lr,act,hidden\n"
            + "7,Running,1,0,2,3,0.5,2,0,\"\",0.5,NaN,0.5,'=relu,8\n"
            + "2,Running,1,0,2,3,,2,0,\"\",,,0.5,tanh,8\n"));

    [Test]
    public async Task WriteFile_AsJson_HasAnObjectForEachTrial() => Assert.That(
        await WriteAsync(ExportFormat.Json),
        Is.EqualTo("""
            {"trial":7,"status":"Running","attempts":1,"failures":0,"reports":2,"iteration":3,"best":0.5,|
            "best_iteration":2,"seconds":0,"why":"","metrics":{"acc":0.5,"trial":"NaN"},|
            "config":{"lr":0.5,"act":"=relu","hidden":8}}
            {"trial":2,"status":"Running","attempts":1,"failures":0,"reports":2,"iteration":3,"seconds":0,|
            "why":"","metrics":{},"config":{"lr":0.5,"act":"tanh","hidden":8}}

            """.Replace("|\n", "", StringComparison.Ordinal)));

    [Test]
    public async Task WriteFile_AsParquet_ReadsBackTheSame()
    {
        await WriteAsync(ExportFormat.Parquet);
        await using var file = File.OpenRead(Place);
        await using var reader = await ParquetReader.CreateAsync(file);
        var types = reader.Schema.DataFields.ToDictionary(field => field.Name, field => field.ClrType);

        Assert.That(
            (types["trial"], types["best"], types["hidden"], types["metric/trial"]),
            Is.EqualTo((typeof(long), typeof(double), typeof(long), typeof(double))));
        Assert.That(reader.RowGroupCount, Is.EqualTo(1));
        using var group = reader.OpenRowGroupReader(0);
        Assert.That(group.RowCount, Is.EqualTo(2));
    }

    [Test]
    public void WriteFile_InAFormatThatIsNoTable_IsRefused() => Assert.That(
        () => WriteAsync(ExportFormat.Decisions), Throws.TypeOf<ArgumentOutOfRangeException>());

    private string Place => Path.Combine(_folder, "trials");

    private async Task<string> WriteAsync(ExportFormat format)
    {
        var rows = await TrialTable.WriteFileAsync(
            format, s_experiment, () => s_trials.ToAsyncEnumerable(), Place);
        Assert.That(rows, Is.EqualTo(2));
        return await File.ReadAllTextAsync(Place);
    }

    private static TrialSummary Trial(int number, double best, string act, params (string, double)[] metrics) => new()
    {
        Trial = new TrialId(number),
        Config = Configuration.Of(("lr", 0.5), ("act", act), ("hidden", 8L)),
        Status = TrialStatus.Running,
        Attempts = 1,
        Reports = 2,
        Iteration = 3,
        BestIteration = 2,
        BestScore = Score.Of(best, Mode.Max),
        LastMetrics = MetricSet.Of(metrics),
    };
}
