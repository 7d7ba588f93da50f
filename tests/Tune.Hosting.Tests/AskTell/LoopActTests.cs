using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Testing.Stores;
using Tune.Trainables;

namespace Tune.Hosting.Tests.AskTell;

/// <summary>What is done by hand to a loop of one's own.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LoopActTests : IDisposable
{
    private static readonly ActedBy s_ann = new("ann", "test");
    private readonly TempFolder _folder = new();

    internal sealed record PointConfig([Uniform(0, 1)] double X);

    private static Tuner<PointConfig> Point => new("point") { Metric = "distance", Mode = Mode.Min, Trials = 2 };

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Act_BetweenReports_IsObeyedAndReplaysTheSame()
    {
        await using (var loop = await TuneLoop.OpenAsync(Point, _folder.Root))
        {
            var first = (await loop.AskAsync())!;
            var act = new UserAct.Enqueue(Configuration.Of(("x", 0.25)));
            var receipt = await loop.ActAsync(act, s_ann with { Key = "k" });
            var again = await loop.ActAsync(act, s_ann with { Key = "k" });
            Assert.That((receipt.Trial?.Number, again.IsRepeat), Is.EqualTo((1, true)));

            var second = (await loop.AskAsync())!;
            Assert.That(second.Config.X, Is.EqualTo(0.25));
            await loop.ActAsync(new UserAct.StopTrial(new TrialId(0)), s_ann);
            await loop.ActAsync(new UserAct.Annotate { Trial = new TrialId(0), Note = "odd" }, s_ann);
            Assert.That(await first.ReportAsync(("distance", 1)), Is.InstanceOf<Decision.Stop>());
            await second.TellAsync(("distance", 0.5));

            await loop.ActAsync(new UserAct.Pause(), s_ann);
            Assert.That(await loop.AskAsync(), Is.Null);
            Assert.That(loop.IsOver, Is.EqualTo(false));
            await loop.ActAsync(new UserAct.Resume(), s_ann);
            await (await loop.AskAsync())!.TellAsync(("distance", 0.7));
            Assert.That(await loop.AskAsync(), Is.Null);
            Assert.That(loop.IsOver);

            await loop.ActAsync(new UserAct.Extend { Trials = 3 }, s_ann);
            await (await loop.AskAsync())!.TellAsync(("distance", 0.9));
            Assert.That(await loop.AskAsync(), Is.Null);
            Assert.That(
                async () => await loop.ActAsync(new UserAct.StopTrial(new TrialId(9)), s_ann),
                Throws.TypeOf<InvalidExperimentException>().With.Message.Contains("There is no trial 9"));
        }

        await using var host = await TuneHost.StartAsync(new TuneHostOptions { Store = _folder.Root, Slots = 0 });
        var history = await host.ReadJournalAsync("point").ToListAsync();
        Assert.That(ReplayAudit.Run(history).Mismatches, Is.Empty);
        Assert.That((await host.AuditAsync("point")).Total, Is.EqualTo(6));
        var results = await host.ResultsAsync("point");
        Assert.That(results.Experiment.Status, Is.EqualTo(ExperimentStatus.Finished));
    }

    [Test]
    public async Task Act_WhileATrialIsUnderWay_LetsItGoWithItsNextReport()
    {
        await using var loop = await TuneLoop.OpenAsync(Point, _folder.Root);
        var trial = (await loop.AskAsync())!;

        await loop.ActAsync(new UserAct.Pause(), s_ann);
        Assert.That(
            await trial.ReportAsync(("distance", 1)),
            Is.InstanceOf<Decision.Stop>().With.Property("Why").EqualTo("let go by hand"));
        await loop.ActAsync(new UserAct.Resume(), s_ann);
        var again = (await loop.AskAsync())!;
        Assert.That((again.Trial, again.Attempt), Is.EqualTo((trial.Trial, new Attempt(2))));

        await loop.ActAsync(new UserAct.Delete(), s_ann);
        Assert.That(await again.ReportAsync(("distance", 1)), Is.InstanceOf<Decision.Stop>());
        Assert.That((await loop.AskAsync(), loop.IsOver), Is.EqualTo((default(object), true)));
    }

    [Test]
    public async Task Open_OfWhatWasDeletedByHand_IsRefusedUntilItIsRestored()
    {
        await using (var loop = await TuneLoop.OpenAsync(Point, _folder.Root))
        {
            await loop.ActAsync(new UserAct.Delete(), s_ann);
        }

        Assert.That(
            async () => await TuneLoop.OpenAsync(Point, _folder.Root),
            Throws.TypeOf<InvalidExperimentException>().With.Message.Contains("restore it"));
    }
}
