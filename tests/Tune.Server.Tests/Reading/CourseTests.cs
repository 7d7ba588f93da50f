using System.Net;
using System.Text.Json;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Testing.Stores;

namespace Tune.Server.Tests.Reading;

/// <summary>What the API tells of how things went: events, attempts, lineage, groups, logs.</summary>
internal sealed class CourseTests
{
    private ServedStore _served = null!;

    [SetUp]
    public async Task Start() => _served = await ServedStore.StartAsync();

    [TearDown]
    public async Task End() => await _served.DisposeAsync();

    [Test]
    public async Task Events_AreNewestFirstWithTheirReasons()
    {
        await _served.AddSomeAsync();
        await _served.AddAsync("some", [Stopped(1, "too slow")]);

        var list = await GetAsync("experiments/some/events?take=2", TuneJson.Default.EventList);

        Assert.That(
            list.Events.Select(each => (each.Kind, each.Trial, each.Says)),
            Is.EqualTo(((string, int?, string)[])
            [
                ("decision", 1, "Stopped at iteration 2: too slow"),
                ("attempt", 2, "Attempt 1 started on node, slot 2."),
            ]));
        var older = await GetAsync($"experiments/some/events?before={list.Older}", TuneJson.Default.EventList);
        Assert.That(older.Events.Select(each => each.Kind), Is.EqualTo((string[])
            ["trial", "attempt", "trial", "attempt", "trial", "session", "created"]));
        Assert.That(older.Older, Is.Null);
    }

    [Test]
    public async Task Events_OfAKindAndATrial_AreTheseAlone()
    {
        await _served.AddSomeAsync();

        var list = await GetAsync("experiments/some/events?kind=attempt&trial=1", TuneJson.Default.EventList);

        Assert.That(
            list.Events.Select(each => (each.Kind, each.Trial)), Is.EqualTo(((string, int?)[])[("attempt", 1)]));
    }

    [Test]
    public async Task Events_OfALongJournal_AreLookedForInAPartOfIt()
    {
        await _served.AddSomeAsync();
        await _served.AddAsync(
            "some", Enumerable.Range(1, 16_000).SelectMany(iteration => Some.Report(0, iteration, ("acc", 0.1))));

        var list = await GetAsync("experiments/some/events", TuneJson.Default.EventList);

        Assert.That((list.Events.Count, list.Older), Is.EqualTo((0, (long?)(list.Position - 30_000))));
    }

    [Test]
    public async Task Attempts_SayWhereTheyRanAndHowTheyEnded()
    {
        await _served.AddSomeAsync();
        await _served.AddAsync("some", [Stopped(1, "too slow"), new ExperimentEvent.AttemptEnded(
            Some.At(90_000), new TrialId(1), new Attempt(1), AttemptOutcome.Obeyed.Instance)]);

        var list = await GetAsync("experiments/some/attempts?skip=1", TuneJson.Default.AttemptList);

        Assert.That(list.Trials, Is.EqualTo(3));
        Assert.That(
            list.Attempts.Select(each => (each.Trial, each.Node, each.Slot, each.Fate, each.Why)),
            Is.EqualTo(((int, string, int, string, string)[])
                [(1, "node", 1, "stopped", "too slow"), (2, "node", 2, "running", "")]));
    }

    [Test]
    public async Task Lineage_OfClones_SaysFromWhomAndWithWhat()
    {
        await _served.AddSomeAsync();
        var checkpoint = new CheckpointRef(new string('a', 64), 10, 2);
        await _served.AddAsync(
            "some",
            [
                new ExperimentEvent.CheckpointSaved(Some.At(70_000), new TrialId(1), new Attempt(1), checkpoint),
                new ExperimentEvent.Decided(
                    Some.At(70_001), new TrialId(2), new Attempt(1), 0, 0,
                    new Decision.CloneFrom(
                        new TrialId(1), checkpoint, Configuration.Of(("lr", 0.25), ("act", "relu"), ("hidden", 8L))),
                    7),
            ]);

        var list = await GetAsync("experiments/some/lineage", TuneJson.Default.LineageList);

        var last = list.Trials[2].Stretches[^1];
        Assert.That((last.From, last.Donor, last.Config["lr"].GetDouble()), Is.EqualTo((2, (int?)1, 0.25)));
        Assert.That(last.Config.Keys, Does.Not.Contain("act"));
    }

    [Test]
    public async Task Groups_ByAParameter_LeadToTheirTrials()
    {
        await _served.AddSomeAsync();
        await _served.AddAsync("some", [new ExperimentEvent.TrialProposed(
            Some.At(70_000), new TrialId(3), Configuration.Of(("lr", 0.1), ("act", "tanh"), ("hidden", 4L)))]);

        var list = await GetAsync("experiments/some/groups?by=params.act", TuneJson.Default.GroupList);
        var relu = await GetAsync(
            $"experiments/some/trials?where={Uri.EscapeDataString(list.Groups[0].Where)}", TuneJson.Default.TrialList);

        Assert.That(
            list.Groups.Select(each => (each.Value, each.Trials, each.BestTrial, each.Best)),
            Is.EqualTo(((string, int, int?, double?)[])[("relu", 3, 1, 0.75), ("tanh", 1, null, null)]));
        Assert.That(relu.Trials.Select(each => each.Trial), Is.EqualTo((int[])[0, 1, 2]));
    }

    [TestCase("events?take=501", 400, "take")]
    [TestCase("events?before=-1", 400, "before")]
    [TestCase("groups?by=params.none", 400, "by")]
    [TestCase("attempts?take=1001", 400, "take")]
    [TestCase("trials/9/checkpoints", 404, "9")]
    [TestCase("trials/1/checkpoints/../../../../etc/passwd", 404, "")]
    [TestCase("trials/1/checkpoints/..%2f..%2fetc", 404, "")]
    [TestCase("trials/9/attempts/1/log", 404, "9")]
    public async Task Question_WithoutSense_IsAProblem(string path, int status, string named)
    {
        await _served.AddSomeAsync();

        using var answer = await _served.Client.GetAsync(new Uri($"api/v1/experiments/some/{path}", UriKind.Relative));

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(named).And.Not.Contain("root:"));
    }

    [Test]
    public async Task Log_IsReadOnFromWhereItWas()
    {
        var folder = Directory.CreateTempSubdirectory("tune-logs-");
        try
        {
            await using var served = await ServedStore.StartAsync(logs: folder.FullName);
            await served.AddSomeAsync();
            var none = await GetAsync("experiments/some/trials/1/attempts/1/log", TuneJson.Default.LogPart, served);
            Assert.That((none.Kept, none.Length), Is.EqualTo((false, 0L)));
            var path = Path.Combine(folder.CreateSubdirectory("some").FullName, "1.1.log");
            await File.WriteAllTextAsync(path, "one\ntwö\n");

            var first = await GetAsync(
                "experiments/some/trials/1/attempts/1/log?take=3", TuneJson.Default.LogPart, served);
            await File.AppendAllTextAsync(path, "three\n");
            var next = await GetAsync(
                $"experiments/some/trials/1/attempts/1/log?from={first.Next}", TuneJson.Default.LogPart, served);
            var cut = await GetAsync(
                "experiments/some/trials/1/attempts/1/log?from=4&take=3", TuneJson.Default.LogPart, served);

            Assert.That((first.Text, first.Length), Is.EqualTo(("ö\n", 9L)));
            Assert.That((next.Text, next.From), Is.EqualTo(("three\n", 9L)));
            Assert.That((cut.Text, cut.Next), Is.EqualTo(("tw", 6L)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestCase("link")]
    [TestCase("link to a folder")]
    [TestCase("pipe")]
    [Platform("Linux", Reason = "There is no such pipe elsewhere, and links need rights.")]
    public async Task Log_ThatIsSomethingElse_IsNeitherFollowedNorWaitedFor(string kind)
    {
        using var folder = new TempFolder();
        var (logs, theirs) = (folder.With("logs"), folder.With("theirs", ("1.1.log", "secret")));
        if (kind == "link to a folder")
        {
            Directory.CreateSymbolicLink(Path.Combine(logs, "some"), theirs);
        }
        else
        {
            var path = Path.Combine(Directory.CreateDirectory(Path.Combine(logs, "some")).FullName, "1.1.log");
            if (kind == "link")
            {
                File.CreateSymbolicLink(path, Path.Combine(theirs, "1.1.log"));
            }
            else
            {
                using var made = System.Diagnostics.Process.Start("mkfifo", [path]);
                await made.WaitForExitAsync();
            }
        }

        await using var served = await ServedStore.StartAsync(logs: logs);
        await served.AddSomeAsync();
        var log = await GetAsync("experiments/some/trials/1/attempts/1/log", TuneJson.Default.LogPart, served);

        Assert.That((log.Kept, log.Text), Is.EqualTo((false, "")));
    }

    private static ExperimentEvent.Decided Stopped(int trial, string why) => new(
        Some.At(60_000), new TrialId(trial), new Attempt(1), 2, 2, new Decision.Stop(StopReason.Culled, why), 5);

    private Task<T> GetAsync<T>(
        string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> shape) => GetAsync(path, shape, _served);

    private static async Task<T> GetAsync<T>(
        string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> shape, ServedStore served)
    {
        using var answer = await served.Client.GetAsync(new Uri($"api/v1/{path}", UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return JsonSerializer.Deserialize(text, shape)!;
    }
}
