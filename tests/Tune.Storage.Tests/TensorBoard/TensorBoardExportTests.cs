using System.Text;
using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Storage.Export;
using Tune.Storage.TensorBoard;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.TensorBoard;

internal sealed class TensorBoardExportTests
{
    private static readonly ExperimentEvent[] s_history =
    [
        new ExperimentEvent.Created(Some.At(0), Some.Spec()),
        new ExperimentEvent.TrialProposed(
            Some.At(1), new(0), Configuration.Of(("lr", 0.25), ("act", "relu"), ("hidden", 8L))),
        new ExperimentEvent.TrialProposed(Some.At(2), new(1), Configuration.Of(("lr", 0.5), ("act", "tanh"))),
        new ExperimentEvent.AttemptStarted(Some.At(3), new(0), new(1), Allocation.On("node", 0), null),
        Some.Reported(0, 1, ("acc", 0.5), ("loss/val", double.NaN)),
        Some.Reported(1, 1, ("acc", -1)),
        Some.Reported(0, 2, ("acc", 0.75)),
        new ExperimentEvent.TrialEnded(Some.At(30_000), new(0), TrialStatus.Errored, "it broke"),
    ];

    private TempFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new TempFolder();

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public async Task Write_ReadByAStranger_HasScalarsAndHparamsOfEachTrial()
    {
        var reports = await Export(s_history).WriteTensorBoardAsync(_folder["logs"]);

        Assert.That(reports, Is.EqualTo(3));
        Assert.That(
            Directory.GetDirectories(_folder["logs"]).Select(Path.GetFileName).Order(),
            Is.EqualTo(new[] { "trial-00000", "trial-00001" }));
        var records = EventFileReader.Read(FileOf(0));
        Assert.That(records[0].Text(3), Is.EqualTo("brain.Event:2"));
        Assert.That(
            Values(records).Where(each => each.Value is not null).Select(each => (each.Step, each.Tag, each.Value)),
            Is.EqualTo(((long, string, object?)[])
            [
                (1, "acc", 0.5f), (1, "loss/val", float.NaN), (2, "acc", 0.75f),
            ]));
        Assert.That(
            (double)records[1].One(1),
            Is.EqualTo((Some.At(10_000).Utc - DateTime.UnixEpoch).TotalSeconds).Within(1e-6));
    }

    [Test]
    public async Task Write_ReadByAStranger_HasTheThreeRecordsOfTheHparamsTab()
    {
        await Export(s_history).WriteTensorBoardAsync(_folder["logs"]);

        var hparams = EventFileReader.Read(FileOf(0)).SelectMany(record => record.All(5))
            .SelectMany(summary => summary.All(1)).Where(value => value.Exists(field => field.Field == 9))
            .ToDictionary(value => value.Text(1), value =>
            {
                var plugin = value.All(9).Single().All(1).Single();
                Assert.That(plugin.Text(1), Is.EqualTo("hparams"));
                return plugin.All(2).Single();
            });

        var experiment = hparams["_hparams_/experiment"].All(2).Single();
        Assert.That(
            experiment.All(4).Select(info => (info.Text(1), info.One(4))),
            Is.EqualTo(((string, object)[])[("lr", 3L), ("act", 1L), ("hidden", 3L)]));
        Assert.That(
            experiment.All(5).Select(info => info.All(1).Single().Text(2)), Is.EqualTo(new[] { "acc", "loss/val" }));
        var start = hparams["_hparams_/session_start_info"].All(3).Single();
        Assert.That(
            start.All(1).ToDictionary(entry => entry.Text(1), entry => entry.All(2).Single().Single()),
            Does.ContainKey("hidden").WithValue((2, (object)8d)).And.ContainKey("lr").WithValue((2, (object)0.25)));
        Assert.That(
            start.All(1).Single(entry => entry.Text(1) == "act").All(2).Single().One(3),
            Is.EqualTo(Encoding.UTF8.GetBytes("relu")));
        Assert.That(hparams["_hparams_/session_end_info"].All(4).Single().One(1), Is.EqualTo(2L), "failed");
    }

    [Test]
    public async Task RunLog_OfWhatWasWritten_HasItAgain()
    {
        await Export(s_history).WriteTensorBoardAsync(_folder["logs"]);

        var log = new EventLog();
        await using (var file = File.OpenRead(FileOf(0)))
        {
            foreach (var record in EventFile.Records(file))
            {
                log.Take(record);
            }
        }

        Assert.That(log.Scalars["acc"].Select(point => (point.Step, point.Value)), Is.EqualTo(
            ((long, double)[])[(1, 0.5), (2, 0.75)]));
        Assert.That(log.Hparams["act"], Is.EqualTo(ParameterValue.Text("relu")));
        Assert.That(log.Hparams["hidden"], Is.EqualTo(ParameterValue.Real(8)));
        Assert.That((log.Failed, log.Points), Is.EqualTo((true, 3L)));
    }

    [Test]
    public async Task Records_OfAFileThatIsCutShort_EndBeforeTheCut()
    {
        await Export(s_history).WriteTensorBoardAsync(_folder["logs"]);
        var whole = await File.ReadAllBytesAsync(FileOf(0));
        var all = EventFile.Records(new MemoryStream(whole)).Count();

        Assert.That(
            Enumerable.Range(0, whole.Length).Select(cut => EventFile.Records(new MemoryStream(whole[..cut])).Count()),
            Is.All.InRange(0, all - 1));
    }

    [Test]
    public async Task Records_WithAnyByteChanged_SayWhereTheDamageIs()
    {
        await Export(s_history).WriteTensorBoardAsync(_folder["logs"]);
        var whole = await File.ReadAllBytesAsync(FileOf(0));

        for (var at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x10;
            Assert.That(
                () => EventFile.Records(new MemoryStream(damaged)).Count(),
                Throws.TypeOf<InvalidDataException>().With.Message.Contains("damaged"), $"byte {at}");
        }
    }

    [Test]
    public async Task Write_IntoAFolderThatHoldsSomething_IsRefusedAndLeavesItAlone()
    {
        Directory.CreateDirectory(_folder["logs"]);
        await File.WriteAllTextAsync(Path.Combine(_folder["logs"], "mine"), "keep");

        Assert.That(
            () => Export(s_history).WriteTensorBoardAsync(_folder["logs"]),
            Throws.TypeOf<IOException>().With.Message.Contains("not empty"));
        Assert.That(Directory.GetFileSystemEntries(_folder["logs"]), Has.Length.EqualTo(1));
    }

    private static IEnumerable<(long Step, string Tag, object? Value)> Values(
        List<List<(int Field, object Value)>> records) =>
        from record in records
        from summary in record.All(5)
        from value in summary.All(1)
        let simple = value.Find(field => field.Field == 2)
        select (record.Find(field => field.Field == 2).Value as long? ?? 0, value.Text(1), simple.Value);

    private string FileOf(int trial) => Directory.GetFiles(
        Path.Combine(_folder["logs"], $"trial-{trial:D5}"), "events.out.tfevents.*").Single();

    private static ExperimentExport Export(ExperimentEvent[] history) => new(_ => history.ToAsyncEnumerable(), "some");
}
