using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Hosting.Tests.Observing;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Acts;

/// <summary>What is done by hand through a host, whether the experiment runs there or nowhere.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ActTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ActedBy s_ann = new("ann", "test");

    private readonly SharedKind _kind = new();

    internal sealed record PointConfig([Uniform(0, 1)] double X);

    private ITracking Tracking => _kind.Store.Tracking;

    public async ValueTask DisposeAsync() => await _kind.DisposeAsync();

    [Test]
    public async Task Annotate_AnExperimentThatIsOver_IsKeptAndStartsNothing()
    {
        await using var host = await FinishedAsync();
        var before = await _kind.Store.ReadJournalAsync("point").CountAsync();
        await host.ActAsync("point", new UserAct.Annotate
        {
            Set = TagSet.Empty.Add("team", "a"), Note = "see here", Title = "First",
        }, s_ann);
        await host.ActAsync("point", new UserAct.Annotate { Trial = new TrialId(0), Note = "odd" }, s_ann);

        var summary = (await Tracking.FindAsync("point"))!;
        Assert.Multiple(() =>
        {
            Assert.That((summary.Title, summary.Note, summary.Tags["team"]), Is.EqualTo(("First", "see here", "a")));
            Assert.That(summary.Status, Is.EqualTo(ExperimentStatus.Finished));
            Assert.That(summary.Events, Is.EqualTo(before + 2), "no session was opened");
        });
        var page = await Tracking.TrialsAsync("point", new TrialQuery { Where = TrialFields.Parse("note = 'odd'") });
        Assert.That(page.Trials.Single().Trial, Is.EqualTo(new TrialId(0)));
    }

    [Test]
    public async Task Enqueue_ToAnExperimentThatIsOver_RunsItHere()
    {
        await using var host = await FinishedAsync();
        var by = s_ann with { Key = "k" };
        var act = new UserAct.Enqueue(Configuration.Of(("x", 0.75)));
        var receipt = await host.ActAsync("point", act, by);
        var again = await host.ActAsync("point", act, by);
        await EndAsync(host);

        Assert.That(receipt, Is.EqualTo(new ActReceipt(new TrialId(2))));
        Assert.That(again, Is.EqualTo(new ActReceipt(new TrialId(2), IsRepeat: true)));
        var trials = await Tracking.TrialsAsync("point", 0, 10);
        Assert.That(trials, Has.Count.EqualTo(3));
        Assert.That((trials[2].Status, trials[2].IsByHand, trials[2].Config["x"].AsReal()),
            Is.EqualTo((TrialStatus.Completed, true, 0.75)));
        Assert.That(ReplayAudit.Run(await _kind.Store.ReadJournalAsync("point").ToListAsync()).Mismatches, Is.Empty);
    }

    [Test]
    public async Task Extend_AnExperimentThatIsOver_RunsOn()
    {
        await using var host = await FinishedAsync();
        await host.ActAsync("point", new UserAct.Extend { Trials = 4 }, s_ann);
        await EndAsync(host);

        Assert.That((await Tracking.FindAsync("point"))!.Trials, Is.EqualTo(4));
    }

    [Test]
    public async Task Extend_WhereTheCodeIsNotKnown_IsRefusedSayingWhich()
    {
        await (await FinishedAsync()).DisposeAsync();
        await using var other = await StartAsync();

        var refused = Assert.ThrowsAsync<InvalidExperimentException>(
            async () => await other.ActAsync("point", new UserAct.Extend { Trials = 4 }, s_ann));
        Assert.That(refused!.Message, Does.Contain("does not have its training code, 'point'"));
        await other.ActAsync("point", new UserAct.Delete(), s_ann);
        Assert.That((await Tracking.FindAsync("point"))!.Deleted, Is.Not.Null);
    }

    [Test]
    public async Task Delete_WhileItRuns_StopsItAndFittingItIsRefused()
    {
        var (runs, never) = (New(), New());
        await using var host = await StartAsync();
        var fit = host.FitAsync(Point(runs, never.Task));
        await runs.Task.WaitAsync(Patience);
        await host.ActAsync("point", new UserAct.Delete(), s_ann);
        await fit.WaitAsync(Patience);

        Assert.That((await Tracking.FindAsync("point"))!.Status, Is.EqualTo(ExperimentStatus.Stopped));
        Assert.That(
            async () => await host.FitAsync(Point(runs, Task.CompletedTask)),
            Throws.TypeOf<InvalidExperimentException>().With.Message.Contains("restore it"));
        await host.ActAsync("point", new UserAct.Restore(), s_ann);
        await host.FitAsync(Point(runs, Task.CompletedTask)).WaitAsync(Patience);
        Assert.That((await Tracking.FindAsync("point"))!.Status, Is.EqualTo(ExperimentStatus.Finished));
    }

    [Test]
    public async Task Delete_OfWhatIsDeletedAndRestoreOfWhatIsNot_WriteNothing()
    {
        await using var host = await FinishedAsync();
        await host.ActAsync("point", new UserAct.Delete(), s_ann);
        var deleted = await _kind.Store.ReadJournalAsync("point").CountAsync();
        await host.ActAsync("point", new UserAct.Delete(), s_ann);
        Assert.That(await _kind.Store.ReadJournalAsync("point").CountAsync(), Is.EqualTo(deleted));

        await host.ActAsync("point", new UserAct.Restore(), s_ann);
        await host.ActAsync("point", new UserAct.Restore(), s_ann);
        await host.ActAsync("point", new UserAct.Restore(new TrialId(1)), s_ann);
        Assert.That(await _kind.Store.ReadJournalAsync("point").CountAsync(), Is.EqualTo(deleted + 1));
        Assert.That((await Tracking.FindAsync("point"))!.Status, Is.EqualTo(ExperimentStatus.Finished));
    }

    [Test]
    public async Task Annotate_ManyTimesWhileNothingRuns_OpensTheJournalOnceAndLetsGoOfIt()
    {
        await using var host = await FinishedAsync();
        await host.DrainAsync("point");
        var opened = 0;
        var left = new SemaphoreSlim(0);
        _kind.Around = journal =>
        {
            opened++;
            return new WatchedJournal(journal, () => left.Release());
        };

        for (var i = 0; i < 50; i++)
        {
            await host.ActAsync("point", new UserAct.Annotate { Note = $"{i}" }, s_ann);
        }

        Assert.That(opened, Is.EqualTo(1));
        Assert.That(await left.WaitAsync(Patience), Is.EqualTo(true), "it is let go of by itself");
        await host.ActAsync("point", new UserAct.Annotate { Note = "later" }, s_ann);
        Assert.That(opened, Is.EqualTo(2));
        await host.DrainAsync("point");
        Assert.That(await left.WaitAsync(Patience), Is.EqualTo(true), "who is asked to leave does so at once");
    }

    [Test]
    public async Task Act_WhileAnotherHostHasDoneSo_IsKeptByBoth()
    {
        await using var host = await FinishedAsync();
        await using var other = await StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await host.ActAsync("point", new UserAct.Annotate { Set = TagSet.Empty.Add($"a{i}", "") }, s_ann);
            await other.ActAsync("point", new UserAct.Annotate { Set = TagSet.Empty.Add($"b{i}", "") }, s_ann);
        }

        await Tracking.CatchUpAsync("point");
        Assert.That((await Tracking.FindAsync("point"))!.Tags, Has.Count.EqualTo(10));
    }

    [Test]
    public async Task Fit_OfOtherCodeThanWhatAnActHasTakenUp_IsRefused()
    {
        await (await FinishedAsync()).DisposeAsync();
        await using var host = await StartAsync();
        var (runs, never, mayWait) = (New(), New(), false);
        var waiting = Trainable.Function<PointConfig>("point", async (context, config) =>
        {
            await context.ReportAsync(("value", config.X));
            if (Volatile.Read(ref mayWait))
            {
                runs.TrySetResult();
                await using var told = context.Leaving.Register(() => never.TrySetResult());
                await never.Task;
            }
        }) with { Isolation = Isolation.Thread };
        var tuner = new Tuner<PointConfig>("known-here", waiting) { Metric = "value", Mode = Mode.Max, Trials = 1 };
        await host.FitAsync(tuner).WaitAsync(Patience);

        Volatile.Write(ref mayWait, true);
        await host.ActAsync("point", new UserAct.Enqueue(Configuration.Of(("x", 0.5))), s_ann);
        await runs.Task.WaitAsync(Patience);
        Assert.That(
            async () => await host.FitAsync(Point(New(), Task.CompletedTask) with { Name = "third" }),
            Throws.TypeOf<InvalidExperimentException>().With.Message.Contains("'point' is running with"));

        await host.StopAsync("point");
        await EndAsync(host, ExperimentStatus.Stopped);
        await host.FitAsync(Point(New(), Task.CompletedTask) with { Name = "third" }).WaitAsync(Patience);
    }

    [Test]
    public async Task Act_ThatMakesNoSense_NamesWhatIsWrong()
    {
        await using var host = await FinishedAsync();
        Assert.Multiple(() =>
        {
            Assert.That(
                async () => await host.ActAsync("point", new UserAct.Extend { Trials = 0 }, s_ann),
                Throws.TypeOf<InvalidExperimentException>().With.Message.Contains("Trials is 0"));
            Assert.That(
                async () => await host.ActAsync("none", new UserAct.Pause(), s_ann),
                Throws.TypeOf<InvalidExperimentException>().With.Message.Contains("There is no experiment 'none'"));
        });
    }

    [Test]
    public async Task Audit_OfAnExperiment_SaysWhoDidWhatPageByPage()
    {
        await using var host = await FinishedAsync();
        for (var i = 0; i < 5; i++)
        {
            await host.ActAsync(
                "point", new UserAct.Annotate { Note = $"{i}" }, new ActedBy($"user {i}", "test", $"{i}"));
        }

        var newest = await host.AuditAsync("point", skip: 1, take: 2);
        var oldest = await host.AuditAsync("point", skip: 1, take: 2, newestFirst: false);
        Assert.Multiple(() =>
        {
            Assert.That((newest.Total, oldest.Total), Is.EqualTo((5, 5)));
            Assert.That(newest.Entries.Select(entry => entry.By.Who), Is.EqualTo(["user 3", "user 2"]));
            Assert.That(oldest.Entries.Select(entry => entry.By.Who), Is.EqualTo(["user 1", "user 2"]));
            Assert.That(newest.Entries[0].Act, Is.EqualTo(new UserAct.Annotate { Note = "3" }));
            Assert.That(
                async () => await host.AuditAsync("point", take: 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        });
    }

    [Test]
    public async Task Audit_AskedAgain_ReadsOnWhereItWas()
    {
        await using var host = await FinishedAsync();
        for (var i = 0; i < 100; i++)
        {
            await host.ActAsync("point", new UserAct.Annotate { Note = new string('n', 60_000) + i }, s_ann);
        }

        Assert.That(Notes(await host.AuditAsync("point", take: 2)), Is.EqualTo(["99", "98"]));
        await host.ActAsync("point", new UserAct.Annotate { Note = "n100" }, s_ann);
        Assert.Multiple(async () =>
        {
            Assert.That(Notes(await host.AuditAsync("point", take: 2)), Is.EqualTo(["100", "99"]));
            Assert.That(
                Notes(await host.AuditAsync("point", skip: 98, take: 9)), Is.EqualTo(["2", "1", "0"]),
                "what is too long to be remembered is read again");
            Assert.That(
                Notes(await host.AuditAsync("point", skip: 99, take: 9, newestFirst: false)),
                Is.EqualTo(["99", "100"]));
            Assert.That((await host.AuditAsync("point", skip: 101)).Entries, Is.Empty);
            Assert.That((await host.AuditAsync("point", skip: 300, newestFirst: false)).Total, Is.EqualTo(101));
        });

        static IEnumerable<string> Notes(AuditPage page) =>
            page.Entries.Select(entry => ((UserAct.Annotate)entry.Act).Note!.TrimStart('n'));
    }

    [Test]
    public async Task NameOf_ATitle_IsTheExperimentShownUnderItUnlessThereAreTwo()
    {
        await using var host = await FinishedAsync();
        await host.FitAsync(Point(New(), Task.CompletedTask) with { Name = "other" }).WaitAsync(Patience);
        await host.ActAsync("point", new UserAct.Annotate { Title = "other" }, s_ann);
        Assert.That(await host.NameOfAsync("other"), Is.EqualTo("other"), "a name goes first");
        await host.ActAsync("point", new UserAct.Annotate { Title = "My best" }, s_ann);
        Assert.That(await host.NameOfAsync("My best"), Is.EqualTo("point"));
        await host.ActAsync("other", new UserAct.Annotate { Title = "My best" }, s_ann);
        Assert.That(
            async () => await host.NameOfAsync("My best"),
            Throws.TypeOf<InvalidExperimentException>().With.Message.Contains("other, point"));
        await host.ActAsync("other", new UserAct.Delete(), s_ann);
        Assert.That(await host.NameOfAsync("My best"), Is.EqualTo("point"), "deleted ones do not count");
        Assert.That(async () => await host.NameOfAsync("none"), Throws.InstanceOf<InvalidOperationException>());
    }

    private async Task<TuneHost> FinishedAsync()
    {
        var host = await StartAsync();
        await host.FitAsync(Point(New(), Task.CompletedTask)).WaitAsync(Patience);
        return host;
    }

    private static async Task EndAsync(TuneHost host, ExperimentStatus how = ExperimentStatus.Finished)
    {
        using var enough = new CancellationTokenSource(Patience);
        await foreach (var step in host.WatchAsync("point", cancellation: enough.Token))
        {
            if (step.Now.Status == how && !step.Now.IsOpen)
            {
                return;
            }
        }
    }

    private async Task<TuneHost> StartAsync() =>
        await TuneHost.StartAsync(new TuneHostOptions { Store = _kind.Form, Slots = 2, Notice = _ => { } });

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Tuner<PointConfig> Point(TaskCompletionSource runs, Task mayEnd) => new(
        "point", Trainable.Function<PointConfig>("point", async (context, config) =>
        {
            await context.ReportAsync(("value", config.X));
            runs.TrySetResult();
            var leaves = New();
            await using var told = context.Leaving.Register(() => leaves.TrySetResult());
            await Task.WhenAny(leaves.Task, mayEnd);
        }) with { Isolation = Isolation.Thread })
    {
        Metric = "value", Mode = Mode.Max, Trials = 2,
    };
}
