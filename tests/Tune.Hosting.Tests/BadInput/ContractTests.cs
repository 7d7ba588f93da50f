using System.Text.Json;

namespace Tune.Hosting.Tests.BadInput;

/// <summary>What scripts count on, from one finished experiment.</summary>
[Parallelizable]
internal sealed class ContractTests
{
    private Workplace _place = null!;
    private HostEnd _run = null!;

    [OneTimeSetUp]
    public async Task Run()
    {
        _place = new Workplace();
        _run = await _place.RunAsync("good-child", "--json", "--no-plots", "--slots", "1");
    }

    [OneTimeTearDown]
    public void Remove() => _place.Dispose();

    [Test]
    public void RunJson_LastLine_HasExactlyTheContractsMembers()
    {
        var done = _run.Exits(0).Done;
        Assert.That(Names(done), Is.EqualTo(
            new[] { "event", "experiment", "state", "trials", "reports", "best", "elapsed_s" }));
        Assert.That(Names(done.GetProperty("best")), Is.EqualTo(new[] { "trial", "metric", "value", "config" }));
        Assert.That(Names(done.GetProperty("best").GetProperty("config")), Is.EqualTo(new[] { "x", "kind" }));
        Assert.That(done.GetProperty("trials").GetInt32(), Is.EqualTo(4));
        Assert.That(done.GetProperty("reports").GetInt32(), Is.EqualTo(12));
    }

    [Test]
    public void RunJson_EveryEventOfTheRun_IsThereOnce()
    {
        string[] expected = ["started", .. Enumerable.Repeat("trial", 4), .. Enumerable.Repeat("report", 12)];
        var counted = _run.Events.Select(line => line.GetProperty("event").GetString())
            .Where(name => name is "started" or "trial" or "report");
        Assert.That(counted, Is.EquivalentTo(expected));
    }

    [Test]
    public void RunJson_SentencesForPeople_AreOnStandardError() => Assert.That(_run.Error, Is.EqualTo(new[]
    {
        "experiment good-child: new, 1 slot", $"store      {_place.Store}",
    }).Or.Some.StartsWith("finished after").And.Some.StartsWith("resume     ").And.Some.StartsWith("watch      "));

    [Test]
    public async Task ExportCsv_Columns_AreInTheContractsOrderAndRowsInTheJournals()
    {
        var end = await _place.RunAsync("export", "good-child", "--csv");
        Assert.That(end.Exits(0).Out[0], Is.EqualTo("trial,attempt,sequence,iteration,time_utc,score,x,kind"));
        var rows = end.Out.Skip(1).Select(line => line.Split(',')).ToList();
        Assert.That(rows.Select(row => $"{row[0]} {row[1]} {row[3]}"),
            Is.EqualTo(_place.Acts("ack", "good-child").Order()), "One slot: the order is the trials'.");
        Assert.That(rows.Select(row => row[4]), Is.Ordered);
    }

    [Test]
    public async Task ExportDecisions_IsOneRowPerDecisionWithAHash()
    {
        var end = await _place.RunAsync("export", "good-child", "--decisions");
        Assert.That(end.Exits(0).Out, Has.Count.EqualTo(13));
        Assert.That(end.Out[0], Does.StartWith("trial,attempt,").And.Contain("hash"));
    }

    [Test]
    public async Task ExportJson_IsOneObjectPerReport()
    {
        var end = await _place.RunAsync("export", "good-child", "--json");
        Assert.That(end.Exits(0).Out.Select(line => JsonDocument.Parse(line).RootElement.ValueKind),
            Has.Exactly(12).EqualTo(JsonValueKind.Object));
    }

    [Test]
    public async Task ExportParquet_IsAFileAndNothingOnStandardOutput()
    {
        var file = Path.Combine(_place.Folder, "out.parquet");
        var end = await _place.RunAsync("export", "good-child", "--parquet", "--out", file);
        Assert.That(end.Exits(0).Out, Is.Empty);
        Assert.That((await File.ReadAllBytesAsync(file))[..4], Is.EqualTo("PAR1"u8.ToArray()));
    }

    [TestCase("show", "experiment", 5)]
    [TestCase("best", "best", 1)]
    [TestCase("doctor", "store", 2)]
    public async Task Json_OfEveryLookingCommand_IsOneObjectPerLine(string command, string first, int lines)
    {
        var end = await _place.RunAsync(command, "good-child", "--json");
        Assert.That(end.Exits(0).Events, Has.Count.EqualTo(lines));
        Assert.That(end.Events[0].GetProperty("event").GetString(), Is.EqualTo(first));
        Assert.That(end.Error, Is.Empty);
    }

    [Test]
    public async Task ShowTrial_OneTrial_HasItsConfigMetricsAndCheckpoint()
    {
        var end = await _place.RunAsync("show", "good-child", "--trial", "2");
        Assert.That(end.Exits(0).Said, Does.Contain("metrics  score=").And.Contain("checkpoint  iteration 3"));

        var none = await _place.RunAsync("show", "good-child", "--trial", "7");
        Assert.That(none.Exits(1).Error[0], Does.Contain("There is no trial 7; 'good-child' has trials 0 to 3."));
    }

    [Test]
    public async Task Plot_WritesPicturesAndNamesThem()
    {
        var folder = Path.Combine(_place.Folder, "pictures");
        var end = await _place.RunAsync("plot", "good-child", "--json", "--svg", "--out", folder);
        var files = end.Exits(0).Events.Select(line => line.GetProperty("path").GetString()!).ToList();
        Assert.That(files, Is.Not.Empty.And.All.Exist);
    }

    [Test]
    public async Task DoctorReplay_DecidesTheSameAgain()
    {
        var end = await _place.RunAsync("doctor", "--replay");
        Assert.That(end.Exits(0).Out, Has.Some.Match("^good-child: .* 12 decisions .* identical$"));
    }

    private static IEnumerable<string> Names(JsonElement json) =>
        json.EnumerateObject().Select(member => member.Name);
}
