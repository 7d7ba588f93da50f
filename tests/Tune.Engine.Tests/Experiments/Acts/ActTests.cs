using System.Collections.Immutable;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments.Acts;

/// <summary>What follows from acts by hand, and what is refused.</summary>
internal sealed class ActTests
{
    private static readonly ActedBy s_ann = new("ann", "test");

    [Test]
    public void Pause_OfAnActiveExperiment_IsNotedWithWhatFollows()
    {
        var some = Do(new Scenario().Place(), new UserAct.Pause());

        Assert.That(some.Kinds, Is.EqualTo("Acted Paused"));
        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Paused));
        Assert.That(Do(some, new UserAct.Pause()).Last, Is.Empty, "nothing changes, and it has no key");
        Assert.That(Do(some, new UserAct.Resume()).Kinds, Is.EqualTo("Acted Resumed"));
    }

    [Test]
    public void StopTrial_OfARunningTrial_DecidesItAsTheCommandDoes()
    {
        var some = Do(new Scenario().Place(), new UserAct.StopTrial(new TrialId(0)));

        Assert.That(some.Kinds, Is.EqualTo("Acted Decided"));
        Assert.That(some.Trial(0).Leaving, Is.EqualTo(Leaving.Stop));
        Assert.That(Refusal(some, new UserAct.StopTrial(new TrialId(9))), Does.Contain("There is no trial 9"));
    }

    [Test]
    public void StopTrial_OfATrialThatASessionHasJustEnded_IsNotedAndLaterRefused()
    {
        var some = Do(new Scenario().Place(), new UserAct.StopTrial(new TrialId(0))).Wait(1);
        some.When(new ExperimentCommand.OpenSession(some.Now, "host", 2));

        Do(some, new UserAct.StopTrial(new TrialId(0)), s_ann with { Key = "k" });

        Assert.That(some.Kinds, Is.EqualTo("Acted"));
        Assert.That(
            Refusal(some.Wait(1), new UserAct.StopTrial(new TrialId(0))), Is.EqualTo("Trial 0 is over already."));
        Assert.That(ReplayAudit.Run(some.History).Mismatches, Is.Empty);
    }

    [Test]
    public void Extend_OfAFinishedExperiment_GoesOn()
    {
        var some = Finished();

        Do(some, new UserAct.Extend { Trials = 3 });

        Assert.That(some.Kinds, Is.EqualTo("Acted Extended"));
        Assert.That(some.Place().Kinds, Is.EqualTo("TrialProposed AttemptStarted"));
    }

    [Test]
    public void Extend_OfAPausedExperiment_StaysPaused()
    {
        var some = Do(Do(new Scenario(), new UserAct.Pause()), new UserAct.Extend { Trials = 7 });

        Assert.That(some.Kinds, Is.EqualTo("Acted Extended Paused"));
        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Paused));
        Assert.That(some.State.Spec!.Trials, Is.EqualTo(7));
    }

    [Test]
    public void Extend_ByNothingOrByNonsense_IsRefusedNamingTheField()
    {
        var some = new Scenario();
        Assert.That(Refusal(some, new UserAct.Extend()), Does.Contain("Trials and TimeBudget"));
        Assert.That(Refusal(some, new UserAct.Extend { Trials = 0 }), Does.Contain("Trials is 0"));
        Assert.That(
            Refusal(some, new UserAct.Extend { TimeBudget = TimeSpan.Zero }), Does.Contain("TimeBudget is 00:00:00"));
    }

    [Test]
    public void Enqueue_BeforeTheNextTrial_IsPlacedFirstAndComesOnTop()
    {
        var some = Do(new Scenario().Place(), new UserAct.Enqueue(Configuration.Of(("x", 0.25))));

        Assert.That(some.Kinds, Is.EqualTo("Acted TrialProposed"));
        Assert.That(Receipt(some).Trial, Is.EqualTo(new TrialId(1)));
        Assert.That(some.Place(1).Last.OfType<ExperimentEvent.AttemptStarted>().Single().Trial.Number, Is.EqualTo(1));
        Assert.That(some.Trial(1).Config, Is.EqualTo(Configuration.Of(("x", 0.25))));
        Assert.That(some.Place(2).Kinds, Is.EqualTo("TrialProposed AttemptStarted"), "the second of two planned");
        Assert.That(some.Place(3).Last, Is.Empty);
        Assert.That(
            some.Scheduler.Told.OfType<TrialFact.Added>().Select(added => added.ByHand),
            Is.EqualTo((bool[])[false, true, false]));
    }

    [Test]
    public void Enqueue_BetweenGivenPoints_LeavesNoneOut()
    {
        var some = new Scenario(spec => spec with
        {
            PointsToEvaluate = [Configuration.Of(("x", 0.1)), Configuration.Of(("x", 0.2))],
        });
        Do(some, new UserAct.Enqueue(Configuration.Of(("x", 0.9)))).Place().Place(1).Place(2);

        Assert.That(
            some.State.Trials.Values.Select(trial => trial.Config),
            Is.EquivalentTo(((double[])[0.9, 0.1, 0.2]).Select(x => Configuration.Of(("x", x)))));
    }

    [Test]
    public void Enqueue_OfPartOfAConfiguration_DrawsTheRestFromTheSpace()
    {
        var some = new Scenario(spec => spec with { Space = new SearchSpace().Uniform("x", 0, 1).Integer("n", 1, 5) });
        Do(some, new UserAct.Enqueue(Configuration.Of(("n", 4))));

        var config = some.Last.OfType<ExperimentEvent.TrialProposed>().Single().Config;
        Assert.That(some.Spec.Space.Contains(config), Is.True);
        Assert.That(config["n"].AsInteger(), Is.EqualTo(4));
    }

    [Test]
    public void Enqueue_OfWhatTheSpaceDoesNotHave_IsRefusedNamingIt()
    {
        var some = new Scenario();
        Assert.That(Refusal(some, new UserAct.Enqueue(Configuration.Of(("y", 1)))), Does.Contain("'y'"));
        Assert.That(Refusal(some, new UserAct.Enqueue(Configuration.Of(("x", 7)))), Does.Contain("'x'"));
    }

    [Test]
    public void Enqueue_ToAFinishedExperiment_GoesOnWithItAlone()
    {
        var some = Do(Finished(), new UserAct.Enqueue(Configuration.Empty));

        Assert.That(some.Kinds, Is.EqualTo("Acted Resumed TrialProposed"));
        Assert.That(some.Place().Kinds, Is.EqualTo("AttemptStarted"));
        Assert.That(some.Report(1, 1).End(1, AttemptOutcome.Completed.Instance).Place().Kinds, Is.EqualTo("Ended"));
    }

    [Test]
    public void Enqueue_WhenTheTimeIsUsed_IsRefused()
    {
        var some = new Scenario(spec => spec with { TimeBudget = TimeSpan.FromSeconds(5) }).Wait(6);

        Assert.That(Refusal(some, new UserAct.Enqueue(Configuration.Empty)), Does.Contain("extend it first"));
    }

    [Test]
    public void Annotate_Anything_IsHeardOfByNoAlgorithm()
    {
        var some = new Scenario().Place();
        var (hash, told) = (some.State.InputsHash, some.Scheduler.Told.Count);
        Do(some, new UserAct.Annotate { Set = TagSet.Empty.Add("team", "a"), Note = "n", Title = "t" });
        Do(some, new UserAct.Annotate { Trial = new TrialId(0), Note = "n" });
        Do(some, new UserAct.Delete(new TrialId(0)));

        Assert.That(some.Kinds, Is.EqualTo("Acted Decided"));
        Assert.That(some.State.InputsHash, Is.EqualTo(hash));
        Assert.That(some.Scheduler.Told, Has.Count.EqualTo(told));
    }

    private static IEnumerable<TestCaseData> Odd()
    {
        yield return new(new UserAct.Annotate(), "nothing to change");
        yield return new(new UserAct.Annotate { Set = TagSet.Empty.Add("", "v") }, "The name of a tag is ''");
        yield return new(new UserAct.Annotate { Set = TagSet.Empty.Add("a\nb", "v") }, "control character");
        yield return new(new UserAct.Annotate { Set = TagSet.Empty.Add(new string('k', 251), "v") }, "251 characters");
        yield return new(
            new UserAct.Annotate { Set = TagSet.Empty.Add("k", new string('v', 8001)) }, "8001 characters");
        yield return new(new UserAct.Annotate { Set = TagSet.Empty.Add("k", "v"), Remove = ["k"] }, "in Set and in");
        yield return new(new UserAct.Annotate { Note = new string('n', 65_537) }, "Note has 65,537 bytes");
        yield return new(new UserAct.Annotate { Title = new string('t', 251) }, "Title is 'ttt");
        yield return new(new UserAct.Annotate { Title = "half \ud83d" }, "Title is 'half");
        yield return new(new UserAct.Annotate { Trial = new TrialId(0), Title = "t" }, "only experiments have one");
        yield return new(new UserAct.Annotate { Trial = new TrialId(5), Note = "n" }, "There is no trial 5");
        yield return new(
            new UserAct.Annotate
            {
                Set = Enumerable.Range(0, 101).ToImmutableSortedDictionary(n => $"k{n}", n => "v"),
            },
            "101 tags");
        yield return new(
            new UserAct.Annotate
            {
                Set = Enumerable.Range(0, 13).ToImmutableSortedDictionary(n => $"k{n}", n => new string('v', 8000)),
            },
            "All tags together");
    }

    [TestCaseSource(nameof(Odd))]
    public void Annotate_BeyondItsBounds_IsRefusedNamingTheField(UserAct act, string why) =>
        Assert.That(Refusal(new Scenario().Place(), act), Does.Contain(why));

    [Test]
    public void Annotate_BeyondAHundredTagsInAll_IsRefused()
    {
        var some = new Scenario();
        Do(some, new UserAct.Annotate
        {
            Set = Enumerable.Range(0, 100).ToImmutableSortedDictionary(n => $"k{n}", n => "v"),
        });

        Assert.That(
            Refusal(some, new UserAct.Annotate { Set = TagSet.Empty.Add("more", "v") }), Does.Contain("101 tags"));
        Do(some, new UserAct.Annotate { Set = TagSet.Empty.Add("more", "v"), Remove = ["k7"] });
        Assert.That(some.Kinds, Is.EqualTo("Acted"));
    }

    [Test]
    public void Delete_OfAnActiveExperiment_StopsItInTheSameTurn()
    {
        var some = Do(new Scenario().Place(), new UserAct.Delete());

        Assert.That(some.Kinds, Is.EqualTo("Acted Ended"));
        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Stopped));
        Assert.That(some.State.IsDeleted, Is.True);
        Assert.That(Refusal(some, new UserAct.Resume()), Does.Contain("restore it first"));
        some.When(new ExperimentCommand.Submit(some.Now, some.Spec));
        Assert.That(some.Reply, Is.TypeOf<Reply.Refused>());
        Assert.That(Do(some, new UserAct.Restore()).State.IsDeleted, Is.False);
        Assert.That(Do(some, new UserAct.Resume()).State.Status, Is.EqualTo(ExperimentStatus.Active));
    }

    [Test]
    public void Act_AskedForAgainUnderItsKey_IsDoneOnce()
    {
        var (some, by) = (new Scenario(), s_ann with { Key = "k" });
        var act = new UserAct.Enqueue(Configuration.Of(("x", 0.5)));
        Do(some, act, by);
        var first = Receipt(some);

        Assert.That(Do(some, act, by).Last, Is.Empty);
        Assert.That(Receipt(some), Is.EqualTo(first with { IsRepeat = true }));
        Assert.That(Refusal(some, new UserAct.Pause(), by), Does.Contain("key 'k'"));
        Assert.That(Do(some, act, by with { Key = "other" }).Kinds, Is.EqualTo("Acted TrialProposed"));
    }

    [Test]
    public void Act_WrittenInAnotherOrder_IsTheSameActUnderItsKey()
    {
        var some = new Scenario(spec => spec with { Space = new SearchSpace().Uniform("x", 0, 1).Integer("n", 1, 5) });
        var by = s_ann with { Key = "k" };
        Do(some, new UserAct.Enqueue(Configuration.Of(("x", 0.5), ("n", 2))), by);

        Assert.That(Do(some, new UserAct.Enqueue(Configuration.Of(("n", 2), ("x", 0.5))), by).Last, Is.Empty);
        Assert.That(Receipt(some).IsRepeat, Is.True);
        Assert.That(
            Refusal(some, new UserAct.Enqueue(Configuration.Of(("n", 3), ("x", 0.5))), by), Does.Contain("key 'k'"));
        Assert.That(Refusal(some, new UserAct.Enqueue(Configuration.Empty), by), Does.Contain("key 'k'"));
    }

    [Test]
    public void Act_UnderAMadeUpKey_PushesNoOtherOut()
    {
        var (some, note) = (new Scenario(), new UserAct.Annotate { Note = "n" });
        Do(some, note, s_ann with { Key = "k" });
        for (var i = 0; i <= ActMemory.KeysMax; i++)
        {
            Do(some, note, s_ann with { Key = $"{ActedBy.MadeUp}{i}" });
        }

        Assert.That(Do(some, note, s_ann with { Key = "k" }).Last, Is.Empty);
        Assert.That(Do(some, note, s_ann with { Key = $"{ActedBy.MadeUp}1" }).Last, Is.Empty);
        Assert.That(Do(some, note, s_ann with { Key = $"{ActedBy.MadeUp}0" }).Kinds, Is.EqualTo("Acted"));
    }

    [Test]
    public void Delete_OfWhatIsDeletedAndRestoreOfWhatIsNot_ChangeNothing()
    {
        var some = Do(new Scenario().Place(), new UserAct.Delete());
        Assert.That(Do(some, new UserAct.Delete()).Last, Is.Empty);
        Do(some, new UserAct.Restore());
        Assert.That(Do(some, new UserAct.Restore()).Last, Is.Empty);
        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Stopped), "what was ended stays so");

        var trial = new TrialId(0);
        Assert.That(Do(some, new UserAct.Restore(trial)).Last, Is.Empty);
        Assert.That(Do(some, new UserAct.Delete(trial)).Kinds, Does.StartWith("Acted"));
        Assert.That(Do(some, new UserAct.Delete(trial)).Last, Is.Empty);
        Assert.That(Do(some, new UserAct.Restore(trial)).Kinds, Is.EqualTo("Acted"));
        Assert.That(
            Do(some, new UserAct.Restore(trial), s_ann with { Key = "k" }).Kinds, Is.EqualTo("Acted"),
            "a key is noted");
        Assert.That(Refusal(some, new UserAct.Restore(new TrialId(7))), Does.Contain("There is no trial 7"));
    }

    [Test]
    public void Annotate_OfTrialsThatAreOver_TakesFewBytesAndHasALimit()
    {
        var memory = new ActMemory();
        var tags = Enumerable.Range(0, UserAct.Annotate.TagsMax).ToImmutableSortedDictionary(n => $"k{n}", _ => "v");
        const int trials = UserAct.Annotate.TagsInAllMax / UserAct.Annotate.TagsMax;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var trial = 0; trial < trials; trial++)
        {
            Take(new UserAct.Annotate { Trial = new TrialId(trial), Set = tags });
        }

        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.That((double)bytes / UserAct.Annotate.TagsInAllMax, Is.LessThan(20), "bytes a tag");
        Assert.That(memory.Tags, Is.EqualTo(UserAct.Annotate.TagsInAllMax));
        Assert.That(memory.TagsAfter(More(trials)).InAll, Is.EqualTo(UserAct.Annotate.TagsInAllMax + 1));
        Assert.That(memory.TagsAfter(More(0) with { Remove = ["k0"] }).InAll,
            Is.EqualTo(UserAct.Annotate.TagsInAllMax));

        UserAct.Annotate More(int trial) =>
            new() { Trial = new TrialId(trial), Set = TagSet.Empty.Add("more", "v") };

        void Take(UserAct.Annotate act) => memory.Take(
            new ExperimentEvent.Acted(new Moment(0, 0), act, s_ann), new TrialId(trials));
    }

    [Test]
    public void Act_ThatChangedNothingUnderAKey_ChangesNothingLater()
    {
        var (some, by) = (new Scenario(), s_ann with { Key = "k" });
        Do(some, new UserAct.Resume(), by);
        Assert.That(some.Kinds, Is.EqualTo("Acted"));
        Do(some, new UserAct.Pause());

        Do(some, new UserAct.Resume(), by);

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Paused));
    }

    [Test]
    public void Act_Refused_MayBeAskedForAgainUnderItsKey()
    {
        var (some, by) = (new Scenario(), s_ann with { Key = "k" });
        var act = new UserAct.StopTrial(new TrialId(0));
        Assert.That(Refusal(some, act, by), Does.Contain("There is no trial 0"));
        some.Place();

        Assert.That(Do(some, act, by).Kinds, Is.EqualTo("Acted Decided"));
    }

    [Test]
    public void Act_KeysBeyondTheirNumber_AreForgottenOldestFirst()
    {
        var some = new Scenario();
        for (var i = 0; i <= ActMemory.KeysMax; i++)
        {
            Do(some, new UserAct.Annotate { Note = $"{i}" }, s_ann with { Key = $"{i}" });
        }

        Assert.That(Do(some, new UserAct.Annotate { Note = "1" }, s_ann with { Key = "1" }).Last, Is.Empty);
        Assert.That(Do(some, new UserAct.Annotate { Note = "0" }, s_ann with { Key = "0" }).Kinds, Is.EqualTo("Acted"));
    }

    [Test]
    public void Act_BySomebodyWithoutAName_IsRefused() => Assert.That(
        Refusal(new Scenario(), new UserAct.Pause(), new ActedBy("", "test", new string('k', 251))),
        Does.Contain("Who is ''").And.Contain("Key is 'kkk"));

    [Test]
    public void Replay_OfAHistoryWithActs_DecidesTheSame()
    {
        var some = new Scenario().Place();
        Do(some, new UserAct.Enqueue(Configuration.Empty), s_ann with { Key = "k" });
        Do(some.Place(1), new UserAct.Extend { Trials = 5 });
        Do(some, new UserAct.Delete(new TrialId(0)));
        Do(some.Report(1, 1), new UserAct.Delete());
        Do(some, new UserAct.Restore());

        Assert.That(ReplayAudit.Run(some.History).Mismatches, Is.Empty);
        var forged = some.History.Where(fact => fact is not ExperimentEvent.Ended);
        Assert.That(ReplayAudit.Run(forged).IsIdentical, Is.False, "what follows from an act is decided again");
    }

    private static Scenario Finished() => new Scenario(spec => spec with { Trials = 1 })
        .Place().Report(0, 1).End(0, AttemptOutcome.Completed.Instance).Place();

    private static Scenario Do(Scenario some, UserAct act, ActedBy? by = null)
    {
        some.When(new ExperimentCommand.ByHand(some.Now, act, by ?? s_ann));
        Assert.That(some.Reply, Is.TypeOf<Reply.Acted>(), (some.Reply as Reply.Refused)?.Why);
        return some;
    }

    private static string Refusal(Scenario some, UserAct act, ActedBy? by = null)
    {
        some.When(new ExperimentCommand.ByHand(some.Now, act, by ?? s_ann));
        Assert.That(some.Last, Is.Empty);
        return ((Reply.Refused)some.Reply).Why;
    }

    private static ActReceipt Receipt(Scenario some) => ((Reply.Acted)some.Reply).Receipt;
}
