using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Storage.Export;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Export;

internal sealed class ExportTests
{
    private static readonly CheckpointRef s_donated = new(new string('a', 64), 10, 1);

    // Two trials, one of them in two attempts, a clone, a metric that comes late, and texts that need care.
    private static readonly ExperimentEvent[] s_history =
    [
        new ExperimentEvent.Created(Some.At(0), Some.Spec() with
        {
            Space = new SearchSpace().Uniform("lr", 0.001, 1).Choice("act", "relu", "=1+1", "a,\"b\"")
                .Integer("trial", 1, 64).Uniform("loss", 0, 1),
        }),
        new ExperimentEvent.TrialProposed(Some.At(1), new(0), Configuration.Of(
            ("lr", 0.1), ("act", "a,\"b\""), ("trial", 8L), ("loss", 0.5))),
        new ExperimentEvent.TrialProposed(Some.At(2), new(1), Configuration.Of(("lr", 1e-7), ("act", "=1+1"))),
        Reported(0, 1, 1, ("acc", 0.1), ("loss", double.NaN)),
        Decided(0, 1, 1, Decision.Continue.Instance),
        Reported(1, 1, 1, ("loss", double.NegativeInfinity)),
        Decided(1, 1, 1, new Decision.CloneFrom(
            new(0), s_donated, Configuration.Of(("lr", 0.25), ("act", "relu"), ("trial", 9L)))),
        Reported(0, 2, 1, ("acc", 1d / 3), ("attempt", 1e300)),
        Decided(0, 2, 1, Decision.Pause.Instance),
        Reported(1, 2, 2, ("loss", -0.0), ("acc", double.PositiveInfinity)),
        Decided(1, 2, 2, new Decision.Stop(StopReason.Culled, "-0.5, below the cut")),
        new ExperimentEvent.TrialEnded(Some.At(9), new(1), TrialStatus.Stopped, "culled"),
    ];

    [Test]
    public void Write_Csv_IsOneRowPerReportWithTheConfigurationOfItsTime() => Assert.That(
        Text(ExportFormat.Csv, s_history).Split('\n'), Is.EqualTo(new[]
        {
            "trial,attempt,sequence,iteration,time_utc,acc,loss,metrics/attempt,lr,act,config/trial,config/loss",
            "0,1,1,1,2022-09-28T22:13:20.0010000Z,0.1,NaN,,0.1,\"a,\"\"b\"\"\",8,0.5",
            "1,1,1,1,2022-09-28T22:13:20.0010001Z,,-Infinity,,1E-07,'=1+1,,",
            "0,2,1,1,2022-09-28T22:13:20.0010000Z,0.3333333333333333,,1E+300,0.1,\"a,\"\"b\"\"\",8,0.5",
            "1,2,2,2,2022-09-28T22:13:20.0020001Z,Infinity,-0,,0.25,relu,9,",
            "",
        }));

    [Test]
    public void Write_OfAnAttemptThatWasRolledBack_LeavesOutWhatNoLongerStandsUnlessAsked()
    {
        var kept = new CheckpointRef(new string('a', 64), 1, 1);
        ExperimentEvent[] history =
        [
            .. Some.Beginning(), Reported(0, 1, 1, ("acc", 0.5)),
            new ExperimentEvent.CheckpointSaved(Some.At(4), new(0), new(1), kept), Reported(0, 1, 2, ("acc", 0.9)),
            new ExperimentEvent.AttemptEnded(
                Some.At(5), new(0), new(1), new AttemptOutcome.Lost("gone"), Parked: false),
            new ExperimentEvent.AttemptStarted(Some.At(6), new(0), new(2), Allocation.On("node", 0), kept),
            Reported(0, 2, 2, ("acc", 0.6)),
            new ExperimentEvent.AttemptEnded(Some.At(7), new(0), new(2), AttemptOutcome.Completed.Instance, false),
            new ExperimentEvent.TrialEnded(Some.At(7), new(0), TrialStatus.Completed, "done"),
        ];

        Assert.That(Values(Export(history)), Is.EqualTo(new[] { "0.5", "0.6" }));
        Assert.That(
            Values(Export(history, rolledBack: true)),
            Is.EqualTo(new[] { "0.5", "0.9", "0.6" }));
        Assert.That(Text(ExportFormat.Configurations, history).Split('\n')[1], Does.StartWith("0,1,1,0.6,"));

        static IEnumerable<string> Values(ExperimentExport export)
        {
            using var text = new StringWriter();
            export.WriteAsync(ExportFormat.Csv, text).GetAwaiter().GetResult();
            return text.ToString().Split('\n')[1..^1].Select(line => line.Split(',')[5]);
        }
    }

    [Test]
    public void Write_Configurations_CountsTheBestOfACloneForTheConfigurationItIsFrom() => Assert.That(
        Text(ExportFormat.Configurations,
        [
            .. s_history[..2], Reported(0, 1, 1, ("acc", 0.9)),
            Decided(0, 1, 1, new Decision.CloneFrom(new(0), s_donated, Configuration.Of(("lr", 0.25)))),
            Reported(0, 1, 2, ("acc", 0.5)),
        ]).Split('\n')[1], Is.EqualTo("0,1,1,0.9,,0.9,0.9,0.1,\"a,\"\"b\"\"\",8,0.5"));

    [Test]
    public void Write_Decisions_IsOneRowPerDecision() => Assert.That(
        Text(ExportFormat.Decisions, s_history).Split('\n'), Is.EqualTo(new[]
        {
            "trial,attempt,sequence,iteration,time_utc,decision,reason,why,donor,donor_iteration,old_config,new_config,"
                + "inputs_hash",
            "0,1,1,1,2022-09-28T22:13:20.0010000Z,continue,,,,,,,00000000000000ff",
            "1,1,1,1,2022-09-28T22:13:20.0010001Z,clone,,,0,1,\"{\"\"lr\"\":1E-07,\"\"act\"\":\"\"=1\\u002B1\"\"}\","
                + "\"{\"\"lr\"\":0.25,\"\"act\"\":\"\"relu\"\",\"\"trial\"\":9}\",00000000000000ff",
            "0,2,1,1,2022-09-28T22:13:20.0010000Z,pause,,,,,,,00000000000000ff",
            "1,2,2,2,2022-09-28T22:13:20.0020001Z,stop,culled,\"'-0.5, below the cut\",,,,,00000000000000ff",
            "",
        }));

    [Test]
    public void Write_Json_IsOneObjectPerReport()
    {
        var lines = Text(ExportFormat.Json, s_history).Split('\n');
        Assert.That(lines, Has.Length.EqualTo(5));
        Assert.That(lines[3], Is.EqualTo(
            "{\"trial\":1,\"attempt\":2,\"sequence\":2,\"iteration\":2,\"time_utc\":\"2022-09-28T22:13:20.0020001Z\","
            + "\"metrics\":{\"loss\":-0,\"acc\":\"Infinity\"},"
            + "\"config\":{\"lr\":0.25,\"act\":\"relu\",\"trial\":9}}"));
    }

    [Test]
    public void Write_NoReports_IsTheHeader() => Assert.That(
        Text(ExportFormat.Csv, Some.Beginning()),
        Is.EqualTo("trial,attempt,sequence,iteration,time_utc,lr,act,hidden\n"));

    [Test]
    public void Write_ParquetAsText_IsRefused() => Assert.That(
        () => Text(ExportFormat.Parquet, s_history), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public async Task Write_JournalGrowsBetweenThePasses_EndsWhereTheFirstEnded()
    {
        var passes = 0;
        var export = new ExperimentExport(
            _ => (++passes == 1 ? s_history.Take(5) : s_history).ToAsyncEnumerable());
        await using var text = new StringWriter();
        Assert.That(await export.WriteAsync(ExportFormat.Csv, text), Is.EqualTo(1));
    }

    [Test]
    public async Task WriteFileAsync_Text_ReplacesTheFile()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["out.csv"], "old");
        var rows = await Export(s_history).WriteFileAsync(ExportFormat.Csv, folder["out.csv"]);
        Assert.That(rows, Is.EqualTo(4));
        Assert.That(await File.ReadAllTextAsync(folder["out.csv"]), Is.EqualTo(Text(ExportFormat.Csv, s_history)));
        Assert.That(Directory.GetFiles(folder.Root), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task WriteFileAsync_BreaksHalfway_LeavesWhatWasThere()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["out.csv"], "old");
        var export = Export(s_history.Concat(Broken()), rolledBack: true);
        Assert.That(
            async () => await export.WriteFileAsync(ExportFormat.Csv, folder["out.csv"]),
            Throws.TypeOf<InvalidDataException>());
        Assert.That(await File.ReadAllTextAsync(folder["out.csv"]), Is.EqualTo("old"));
        Assert.That(Directory.GetFiles(folder.Root), Has.Length.EqualTo(1));
    }

    [TestCase("", "is a folder")]
    [TestCase("no/such/file.csv", "does not exist")]
    public void WriteFileAsync_ImpossiblePlace_SaysWhy(string place, string why)
    {
        using var folder = new TempFolder();
        Assert.That(
            async () => await Export(s_history).WriteFileAsync(ExportFormat.Csv, folder[place]),
            Throws.TypeOf<IOException>().With.Message.Contains(why));
    }

    internal static string Text(
        ExportFormat format, IEnumerable<ExperimentEvent> events, bool rolledBack = false)
    {
        using var text = new StringWriter();
        Export(events, rolledBack).WriteAsync(format, text).GetAwaiter().GetResult();
        return text.ToString();
    }

    private static ExperimentExport Export(IEnumerable<ExperimentEvent> events, bool rolledBack = false) =>
        new(_ => events.ToAsyncEnumerable()) { RolledBack = rolledBack };

    private static IEnumerable<ExperimentEvent> Broken()
    {
        yield return s_history[1];
        throw new InvalidDataException("broken");
    }

    private static ExperimentEvent.Reported Reported(
        int trial, int attempt, int iteration, params (string, double)[] metrics) =>
        Some.Reported(trial, iteration, metrics) with { Attempt = new(attempt) };

    private static ExperimentEvent.Decided Decided(int trial, int attempt, int iteration, Decision decision) => new(
        Some.At(trial + (10_000 * iteration)), new(trial), new(attempt), iteration, iteration, decision, 0xff);
}
