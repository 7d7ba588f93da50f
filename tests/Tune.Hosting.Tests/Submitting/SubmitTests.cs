using System.Collections.Immutable;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Schedulers.Asha;
using Tune.Trainables;

namespace Tune.Hosting.Tests.Submitting;

/// <summary>Experiments that are asked for by the name of a template, or of another experiment.</summary>
internal sealed class SubmitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private TuneHost _host = null!;

    internal sealed record PointConfig([Uniform(0, 1)] double X);

    [SetUp]
    public async Task Start() => _host = await TuneHost.StartAsync(new TuneHostOptions
    {
        Store = "memory:", Slots = 1, Notice = _ => { },
        Templates =
        [
            new(Point("point"), "one number"),
            new(Point("long") with { Scheduler = new AshaOptions { MaxIterations = 9, ReductionFactor = 3 } }),
        ],
    });

    [TearDown]
    public async Task End() => await _host.DisposeAsync();

    [Test]
    public async Task Submit_ATemplateWithChanges_RunsItSo()
    {
        var begun = await _host.SubmitAsync(
            new SubmitOrder
            {
                Template = "point", Name = "mine", Trials = 3, Seed = 7, MaxConcurrent = 1, Mode = Mode.Min,
                TimeBudget = TimeSpan.FromMinutes(5), Tags = TagSet.Empty.Add("team", "a"), Note = "see here",
            },
            By("k"));
        var summary = await EndAsync("mine");

        Assert.That(begun, Is.EqualTo(new Submitted("mine", IsRepeat: false)));
        Assert.That((summary.Spec.Seed, summary.Spec.MaxConcurrent), Is.EqualTo((7UL, (int?)1)));
        Assert.That((summary.Trials, summary.Note), Is.EqualTo((3, "see here")));
        Assert.That(summary.Spec.Objective, Is.EqualTo(new Objective("value", Mode.Min)));
        Assert.That(summary.Spec.TimeBudget, Is.EqualTo(TimeSpan.FromMinutes(5)));
        Assert.That(summary.Tags["team"], Is.EqualTo("a"));
        Assert.That(summary.Tags[SubmitOrder.TemplateTag], Is.EqualTo("point"));
        Assert.That(summary.Tags[SubmitOrder.ChangesTag], Does.StartWith("trials=3 seed=7 time_budget=00:05:00"));
        var entry = (await _host.AuditAsync("mine")).Entries.Single();
        Assert.That(
            (entry.By.Who, entry.By.Key, entry.Position), Is.EqualTo(("ann", "k", 1L)), "right after it was made");
    }

    [Test]
    public async Task Submit_UnderOneKeyTwice_IsBegunOnce()
    {
        var order = new SubmitOrder { Template = "point", Trials = 1 };
        var first = await _host.SubmitAsync(order, By("one"));
        var again = await _host.SubmitAsync(order, By("one"));
        var other = await _host.SubmitAsync(order, By("two"));

        Assert.That(first, Is.EqualTo(new Submitted("point", IsRepeat: false)));
        Assert.That(again, Is.EqualTo(first with { IsRepeat = true }));
        Assert.That(other, Is.EqualTo(new Submitted("point-2", IsRepeat: false)));
        Assert.That(
            async () => await _host.SubmitAsync(order with { Trials = 2 }, By("one")),
            Throws.TypeOf<InvalidExperimentException>().With.Message.Contains("'one'"), "it is another order");
        await EndAsync("point");
        await EndAsync("point-2");
    }

    [Test]
    public async Task Submit_LikeAnExperiment_HasItsSettingsAndSaysWhoseTheyAre()
    {
        await _host.SubmitAsync(
            new SubmitOrder { Template = "long", Name = "first", Trials = 2, MaxIterations = 3, Seed = 5 }, By("k"));
        var first = await EndAsync("first");
        await _host.SubmitAsync(new SubmitOrder { From = "first", Name = "second", Trials = 1 }, By("other"));
        var second = await EndAsync("second");

        Assert.That(((AshaOptions)first.Spec.Scheduler).MaxIterations, Is.EqualTo(3));
        Assert.That(
            second.Spec with { Name = "first", Trials = 2, Space = first.Spec.Space },
            Is.EqualTo(first.Spec with { Space = first.Spec.Space }).Using<ExperimentSpec>(
                (one, two) => one.Scheduler == two.Scheduler && one.Seed == two.Seed && one.Trials == two.Trials));
        Assert.That(second.Tags[SubmitOrder.FromTag], Is.EqualTo("first"));
        Assert.That(second.Tags[SubmitOrder.ChangesTag], Is.EqualTo("trials=1"));
    }

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Case(new(), "Template and From are both absent");
        yield return Case(new() { Template = "point", From = "point" }, "both given");
        yield return Case(new() { Template = "pont" }, "Template is 'pont'", "'long', 'point'");
        yield return Case(new() { From = "nothing" }, "From is 'nothing'");
        yield return Case(new() { Template = "point", Name = "a b" }, "Name is 'a b'");
        yield return Case(new() { Template = "point", Trials = 0 }, "Trials is 0", "1 or more");
        yield return Case(new() { Template = "point", MaxConcurrent = -1 }, "MaxConcurrent is -1");
        yield return Case(new() { Template = "point", TimeBudget = TimeSpan.Zero }, "TimeBudget is");
        yield return Case(new() { Template = "point", MaxIterations = 3 }, "MaxIterations is 3", "fifo");
        yield return Case(new() { Template = "point", Metric = "" }, "Metric");
        yield return Case(new() { Template = "point", WarmStart = ["nothing"] }, "nothing");
        yield return Case(new() { Template = "point", Tags = TagSet.Empty.Add("tune.from", "x") }, "tune.from");
    }

    private static TestCaseData Case(SubmitOrder order, params string[] words) =>
        new TestCaseData(order, words).SetArgDisplayNames(words[0]);

    [TestCaseSource(nameof(Wrong))]
    public async Task Submit_WhatMakesNoSense_IsRefusedNamingTheField(SubmitOrder order, string[] words)
    {
        var refused = Assert.ThrowsAsync<InvalidExperimentException>(() => _host.SubmitAsync(order, By("k")))!;

        Assert.Multiple(() => Array.ForEach(words, word => Assert.That(refused.Message, Does.Contain(word))));
        Assert.That(await _host.Store.ExperimentsAsync(), Is.Empty);
    }

    [Test]
    public async Task Submit_LikeAnExperimentOfOtherCode_NamesIt()
    {
        await _host.FitAsync(Point("foreign") with { Name = "other" }).WaitAsync(Patience);

        Assert.That(
            async () => await _host.SubmitAsync(new SubmitOrder { From = "other" }, By("k")),
            Throws.TypeOf<InvalidExperimentException>().With.Message.Contains("Trainable is 'foreign'"));
    }

    [Test]
    public async Task Submit_WithATagTooManyForItsKey_IsRefusedAndMakesNothing()
    {
        var order = new SubmitOrder { Template = "point", Tags = Tags(UserAct.Annotate.TagsMax - 1) };

        Assert.That(
            async () => await _host.SubmitAsync(order, By("k")),
            Throws.TypeOf<InvalidExperimentException>().With.Message.Contains("101 tags"));
        Assert.That(await _host.Store.ExperimentsAsync(), Is.Empty);
        await _host.SubmitAsync(order, new ActedBy("ann", "test"));
        Assert.That((await EndAsync("point")).Tags, Has.Count.EqualTo(UserAct.Annotate.TagsMax));
    }

    [Test]
    public async Task Submit_WithAMarkThatIsRefused_IsNotInTheJournal()
    {
        var tuner = Point("point");
        var (spec, sweep) = (await _host.SpecAsync(tuner, default), await _host.LookAsync("point", default));
        var mark = new SubmitMark(new UserAct.Annotate { Set = Tags(UserAct.Annotate.TagsMax + 1) }, By("k"));

        Assert.That(
            async () => await _host.SubmitAsync(spec, tuner.Trainable, again: null, sweep, default, mark),
            Throws.TypeOf<InvalidExperimentException>().With.Message.Contains("101 tags"));
        Assert.That(await _host.Store.ExperimentsAsync(), Is.Empty);
    }

    [Test]
    public async Task Submit_UnderOneKeyWithAnotherName_IsRefusedNamingBoth()
    {
        var order = new SubmitOrder { Template = "point", Name = "first", Trials = 1 };
        await _host.SubmitAsync(order, By("k"));

        Assert.That(
            async () => await _host.SubmitAsync(order with { Name = "second" }, By("k")),
            Throws.TypeOf<InvalidExperimentException>().With.Message.Contains("'first'")
                .And.Message.Contains("'second'"));
        Assert.That(await _host.Store.ExperimentsAsync(), Is.EqualTo(["first"]));
        await EndAsync("first");
    }

    [Test]
    public async Task Submit_OfANameThatIsTaken_IsRefusedUnderAnotherKeyAndUnderNone()
    {
        var order = new SubmitOrder { Template = "point", Name = "mine", Trials = 1 };
        await _host.SubmitAsync(order, By("k"));

        foreach (var by in (ActedBy[])[By("other"), new("ann", "test")])
        {
            Assert.That(
                async () => await _host.SubmitAsync(order, by),
                Throws.TypeOf<InvalidExperimentException>()
                    .With.Message.Contains("Name is 'mine', which an experiment has already"));
        }

        await EndAsync("mine");
    }

    [Test]
    public async Task Submit_AgainOnceWhatItIsLikeIsPurged_IsARepeat()
    {
        var order = new SubmitOrder { From = "first", Name = "second", Trials = 1 };
        await _host.SubmitAsync(new SubmitOrder { Template = "point", Name = "first", Trials = 1 }, By("a"));
        await EndAsync("first");
        await _host.SubmitAsync(order, By("k"));
        await EndAsync("second");
        await PurgeAsync("first");

        Assert.That(
            await _host.SubmitAsync(order, By("k")), Is.EqualTo(new Submitted("second", IsRepeat: true)));
        Assert.That(
            async () => await _host.SubmitAsync(order with { Trials = 2 }, By("k")),
            Throws.TypeOf<InvalidExperimentException>().With.Message.Contains("'k'"), "it is another order");
    }

    [Test]
    public async Task Submit_OfTheNameOfOneThatWasJustPurged_BeginsAnother()
    {
        var order = new SubmitOrder { Template = "point", Name = "mine", Trials = 1 };
        await _host.SubmitAsync(order, By("a"));
        await EndAsync("mine");
        await PurgeAsync("mine");
        var begun = await _host.SubmitAsync(order with { Trials = 2 }, By("b"));
        var summary = await EndAsync("mine");

        Assert.That(begun, Is.EqualTo(new Submitted("mine", IsRepeat: false)));
        Assert.That((summary.Trials, summary.Tags[SubmitOrder.KeyTag]), Is.EqualTo((2, "b")));
        Assert.That((await _host.AuditAsync("mine")).Entries.Single().By.Key, Is.EqualTo("b"));
    }

    [Test]
    public async Task Annotate_OfATagThatASubmitGave_IsRefusedNamingIt()
    {
        await _host.SubmitAsync(new SubmitOrder { Template = "point", Trials = 1 }, By("k"));
        var before = (await EndAsync("point")).Tags;

        foreach (var forged in (UserAct.Annotate[])
            [new() { Set = TagSet.Empty.Add("tune.from", "x") }, new() { Remove = ["tune.key"] }])
        {
            Assert.That(
                async () => await _host.ActAsync("point", forged, By("other")),
                Throws.TypeOf<InvalidExperimentException>().With.Message.Contains(
                    forged.Set.Keys.FirstOrDefault() ?? "tune.key"));
        }

        Assert.That((await _host.FindAsync("point", default))!.Tags, Is.EqualTo(before));
    }

    private async Task PurgeAsync(string experiment)
    {
        await _host.ActAsync(experiment, new UserAct.Delete(), new ActedBy("ann", "test"));
        await _host.PurgeAsync(experiment, new ActedBy("ann", "test"));
    }

    private static ImmutableSortedDictionary<string, string> Tags(int count) =>
        TagSet.Empty.AddRange(Enumerable.Range(0, count).Select(number => KeyValuePair.Create($"t{number}", "")));

    private static ActedBy By(string key) => new("ann", "test", key);

    private static Tuner<PointConfig> Point(string trainable) => new Tuner<PointConfig>(
        trainable,
        Trainable.Function<PointConfig>(trainable, (context, config) => context.ReportAsync(("value", config.X))) with
        {
            Isolation = Isolation.Thread,
        })
    {
        Metric = "value", Trials = 2,
    };

    private async Task<ExperimentSummary> EndAsync(string experiment)
    {
        using var enough = new CancellationTokenSource(Patience);
        await foreach (var step in _host.WatchAsync(experiment, cancellation: enough.Token))
        {
            if (step.Now.Status != ExperimentStatus.Active && !step.Now.IsOpen)
            {
                break;
            }
        }

        return (await _host.FindAsync(experiment, enough.Token))!;
    }
}
