using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Testing.Stores;

/// <remarks>What was done by hand.</remarks>
public abstract partial class StoreContract
{
    private static readonly ActedBy s_ann = new("ann", "test", "k");

    /// <summary>What people write about an experiment and its trials is read back, and found.</summary>
    [Test]
    public async Task Acts_Annotations_AreReadBackAndFound()
    {
        await using var journal = await Fill(
            "some",
            [
                Some.Beginning(trials: 3),
                [Acted(new UserAct.Annotate
                {
                    Set = TagSet.Empty.Add("team", "a").Add("b", ""), Note = "n\u00e4", Title = "Some title",
                })],
                [Acted(new UserAct.Annotate { Trial = new(1), Set = TagSet.Empty.Add("team", "b"), Note = "odd" })],
                [Acted(new UserAct.Annotate { Remove = ["b"] })],
                [new ExperimentEvent.TrialProposed(Some.At(9), new(3), Configuration.Of(("lr", 0.5)), ByHand: true)],
            ]);
        await Store.Tracking.CatchUpAsync("some");
        var summary = (await Store.Tracking.FindAsync("some"))!;
        var glance = (await Store.Tracking.GlanceAsync("some"))!;
        Assert.Multiple(() =>
        {
            Assert.That((summary.Title, summary.Note, summary.Enqueued), Is.EqualTo(("Some title", "n\u00e4", 1)));
            Assert.That(summary.Tags, Is.EqualTo(TagSet.Empty.Add("team", "a")));
            Assert.That((glance.Title, glance.Enqueued), Is.EqualTo(("Some title", 1)));
            Assert.That(glance.Tags, Is.EqualTo(summary.Tags));
            Assert.That(
                ExperimentFields.Parse("tags.team IN ('a') AND title LIKE 'Some%'")
                    .Matches(new ExperimentFields(summary)));
        });
        Assert.That(await Numbers(new TrialQuery { Where = TrialFields.Parse("tags.team = 'b'") }), Is.EqualTo([1]));
        Assert.That(await Numbers(new TrialQuery { Where = TrialFields.Parse("note = 'odd'") }), Is.EqualTo([1]));
        Assert.That(await Numbers(new TrialQuery { Where = TrialFields.Parse("by_hand = TRUE") }), Is.EqualTo([3]));
        var trial = (await Store.Tracking.TrialsAsync("some", new TrialQuery { Trials = [new(1)] })).Trials.Single();
        Assert.That((trial.Note, trial.Tags["team"], trial.IsByHand), Is.EqualTo(("odd", "b", false)));
    }

    /// <summary>What is in the recycle bin is listed when it is asked for, and not otherwise.</summary>
    [Test]
    public async Task Acts_DeletedTrials_AreListedOnlyWhenAskedFor()
    {
        await using var journal = await Fill(
            "some",
            [
                Some.Beginning(trials: 4),
                Some.Report(0, 1, ("acc", 0.1)), Some.Report(1, 1, ("acc", 0.2)), Some.Report(2, 1, ("acc", 0.9)),
                [Acted(new UserAct.Delete(new TrialId(2)))],
                [Acted(new UserAct.Delete(new TrialId(3))), Acted(new UserAct.Restore(new TrialId(3)))],
            ]);
        await Store.Tracking.CatchUpAsync("some");
        Assert.That(await Numbers(new TrialQuery()), Is.EqualTo([0, 1, 3]));
        Assert.That(await Numbers(new TrialQuery { Skip = 1, Take = 1 }), Is.EqualTo([1]));
        Assert.That(await Numbers(new TrialQuery { Listed = Listed.All }), Is.EqualTo([0, 1, 2, 3]));
        Assert.That(await Numbers(new TrialQuery { Listed = Listed.Deleted }), Is.EqualTo([2]));
        Assert.That(await Numbers(new TrialQuery { Trials = [new(2)] }), Is.EqualTo([2]), "it is named");
        Assert.That((await Store.Tracking.TrialsAsync("some", new TrialQuery())).Total, Is.EqualTo(3));
        Assert.That(await Store.Tracking.TrialsAsync("some", 0, 10), Has.Count.EqualTo(4));
        Assert.That((await Store.Tracking.FindAsync("some"))!.Best!.Trial, Is.Not.EqualTo(new TrialId(2)));
        Assert.That((await Store.Tracking.GlanceAsync("some"))!.BestTrial, Is.Not.EqualTo(new TrialId(2)));
    }

    /// <summary>The same of experiments.</summary>
    [Test]
    public async Task Acts_DeletedExperiments_AreListedOnlyWhenAskedFor()
    {
        await using var kept = await Fill("kept", [Some.Beginning(trials: 1)]);
        await using var gone = await Fill("gone", [Some.Beginning(trials: 1), [Acted(new UserAct.Delete())]]);
        await Store.Tracking.CatchUpAsync("kept");
        await Store.Tracking.CatchUpAsync("gone");
        foreach (var (listed, names) in (IEnumerable<(Listed, string[])>)
            [(Listed.Kept, ["kept"]), (Listed.Deleted, ["gone"]), (Listed.All, ["gone", "kept"])])
        {
            var page = await Store.Tracking.GlancesAsync(new ExperimentQuery { Listed = listed });
            Assert.That(page.Experiments.Select(glance => glance.Name), Is.EqualTo(names));
            Assert.That(page.Total, Is.EqualTo(names.Length));
            Assert.That(
                (await Store.Tracking.ExperimentsAsync(listed)).Select(each => each.Name), Is.EqualTo(names));
        }

        Assert.That((await Store.Tracking.ExperimentsAsync()).Select(each => each.Name), Is.EqualTo(["kept"]));
        Assert.That((await Store.Tracking.FindAsync("gone"))!.Deleted, Is.Not.Null, "who asks by name finds it");
    }

    /// <summary>Experiments are found by what holds of them, and listed in any order.</summary>
    [Test]
    public async Task Experiments_Wanted_AreThoseForWhichItHoldsInTheOrderThatWasAskedFor()
    {
        await using var good = await Fill(
            "good", [Some.Beginning("good", trials: 1), Some.Report(0, 1, ("acc", 0.9))]);
        await using var bad = await Fill(
            "bad", [Some.Beginning("bad", trials: 2), Some.Report(0, 1, ("acc", 0.1)), Some.Report(1, 2, ("acc", 0))]);
        await using var none = await Fill(
            "none", [Some.Beginning("none", trials: 2), [Acted(new UserAct.Annotate { Title = "Z" })]]);
        foreach (var name in (string[])["good", "bad", "none"])
        {
            await Store.Tracking.CatchUpAsync(name);
        }

        Assert.That(await Names(new ExperimentQuery()), Is.EqualTo(["bad", "good", "none"]));
        Assert.That(await Names(new ExperimentQuery { Descending = true }), Is.EqualTo(["none", "good", "bad"]));
        Assert.That(
            await Names(new ExperimentQuery { Order = ExperimentOrder.Best }), Is.EqualTo(["bad", "good", "none"]));
        Assert.That(
            await Names(new ExperimentQuery { Order = ExperimentOrder.Best, Descending = true }),
            Is.EqualTo(["good", "bad", "none"]), "what has none comes last either way");
        Assert.That(
            await Names(new ExperimentQuery { Order = ExperimentOrder.Trials, Descending = true }),
            Is.EqualTo(["bad", "none", "good"]), "ties go by name");
        Assert.That(
            await Names(new ExperimentQuery { Order = ExperimentOrder.Last, Descending = true, Skip = 1, Take = 1 }),
            Is.EqualTo(["good"]));
        Assert.That(
            await Names(new ExperimentQuery { Where = ExperimentFields.Parse("best > 0.5 OR title = 'Z'") }),
            Is.EqualTo(["good", "none"]));
        var first = new ExperimentQuery { Where = ExperimentFields.Parse("metrics.acc >= 0"), Take = 1 };
        var page = await Store.Tracking.GlancesAsync(first);
        var whole = await Store.Tracking.SummariesAsync(first);
        Assert.That((page.Total, page.Experiments.Single().Name), Is.EqualTo((2, "bad")));
        Assert.That((whole.Total, whole.Experiments.Single().Spec.Name), Is.EqualTo((2, "bad")));
    }

    private async Task<string[]> Names(ExperimentQuery query) =>
        [.. (await Store.Tracking.GlancesAsync(query)).Experiments.Select(glance => glance.Name)];

    private async Task<int[]> Numbers(TrialQuery query) =>
        [.. (await Store.Tracking.TrialsAsync("some", query)).Trials.Select(trial => trial.Trial.Number)];

    private static ExperimentEvent.Acted Acted(UserAct act) => new(Some.At(8), act, s_ann);
}
