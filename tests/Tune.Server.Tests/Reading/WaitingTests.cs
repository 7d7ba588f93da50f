using System.Text.Json;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;
using Tune.Schedulers.HyperBand;
using Tune.Server.Reading;
using Tune.Testing.Stores;

namespace Tune.Server.Tests.Reading;

/// <summary>Why what does not run now does not.</summary>
internal sealed class WaitingTests
{
    private ServedStore _served = null!;

    [SetUp]
    public async Task Start() => _served = await ServedStore.StartAsync();

    [TearDown]
    public async Task End() => await _served.DisposeAsync();

    [Test]
    public async Task Waiting_WhileTrialsAreToCome_IsForSlots()
    {
        await _served.AddSomeAsync();

        Assert.That(
            (await GetAsync()).Select(each => (each.Kind, each.Holds, each.Status, each.Trials)),
            Is.EqualTo(((string, bool, string?, int?)[])[("slots", false, null, 17)]));
    }

    [Test]
    public async Task Waiting_OfAnExperimentThatIsPaused_SaysThatNothingElseMatters()
    {
        await _served.AddSomeAsync();
        await _served.AddAsync("some", [new ExperimentEvent.Paused(Some.At(90_000))]);

        Assert.That(
            (await GetAsync()).Select(each => (each.Kind, each.Holds, each.Trials)),
            Is.EqualTo(((string, bool, int?)[])[("paused", true, null)]));
    }

    [Test]
    public async Task Waiting_OfAnExperimentThatNobodyDrives_SaysSo()
    {
        await _served.AddSomeAsync();
        await _served.AddAsync("some", [new ExperimentEvent.SessionClosed(Some.At(90_000))]);

        Assert.That((await GetAsync()).Single().Kind, Is.EqualTo("interrupted"));
    }

    [Test]
    public async Task Waiting_OfAnExperimentThatHasEnded_IsForNothing()
    {
        await _served.AddSomeAsync();
        await _served.AddAsync(
            "some", [new ExperimentEvent.Ended(Some.At(90_000), ExperimentStatus.Finished, "all done")]);

        Assert.That(await GetAsync(), Is.Empty);
    }

    [Test]
    public async Task Waiting_ByWhatTheOwnerKnows_NamesWhatIsMissing()
    {
        await _served.AddSomeAsync();
        var glance = (await _served.Store.Tracking.GlanceAsync("some"))!;

        var noGpu = Waiting.For(glance, Some.Spec(), new OwnerStanding("some") { Pending = "needs 2 gpu" }).Single();
        var noRoom = Waiting.For(
            glance, Some.Spec(), new OwnerStanding("some") { StoragePaused = "The disk is full." }).Single();
        var enough = Waiting.For(glance, Some.Spec() with { MaxConcurrent = 3 }, null).Single();

        Assert.That(
            (noGpu.Kind, noGpu.Says, noGpu.Holds), Is.EqualTo(("resources", "No slot yet: needs 2 gpu.", false)));
        Assert.That((noRoom.Kind, noRoom.Holds), Is.EqualTo(("storage", true)));
        Assert.That(noRoom.Says, Does.EndWith("The disk is full."));
        Assert.That((enough.Kind, enough.Trials), Is.EqualTo(("concurrency", (int?)17)));
    }

    [Test]
    public async Task Waiting_OfTrialsThatTheSchedulerPaused_SaysWhatFor()
    {
        await _served.AddSomeAsync();
        await _served.AddAsync("some",
        [
            new ExperimentEvent.Decided(
                Some.At(80_000), new TrialId(1), new Attempt(1), 2, 2, Decision.Pause.Instance, 0),
            new ExperimentEvent.AttemptEnded(
                Some.At(90_000), new TrialId(1), new Attempt(1), AttemptOutcome.Obeyed.Instance, Parked: true),
        ]);
        var glance = (await _served.Store.Tracking.GlanceAsync("some"))!;

        var reasons = Waiting.For(
            glance, Some.Spec() with { Scheduler = new HyperBandOptions { MaxIterations = 9 } }, null).ToList();

        Assert.That(
            reasons.Select(each => (each.Kind, each.Status, each.Trials)),
            Is.EqualTo(((string, string?, int?)[])[("scheduler", "Paused", 1), ("slots", null, 17)]));
        Assert.That(reasons[0].Says, Does.Contain("bracket"));
    }

    private async Task<IReadOnlyList<WaitingItem>> GetAsync() => JsonSerializer.Deserialize(
        await _served.Client.GetStringAsync(new Uri("api/v1/experiments/some/waiting", UriKind.Relative)),
        TuneJson.Default.WaitingList)!.Reasons;
}
