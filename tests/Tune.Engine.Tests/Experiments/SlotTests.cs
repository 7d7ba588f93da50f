using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

/// <summary>Attempts with several slots.</summary>
internal sealed class SlotTests
{
    [Test]
    public void Place_SchedulerThatWantsMore_TakesTheLowestFreeSlotsOfTheNode()
    {
        var some = Wanting(3).Place(2);

        Assert.That(
            ((ExperimentEvent.AttemptStarted)some.Last[1]).Where, Is.EqualTo(Allocation.On("node", 0, 1, 2)));
        Assert.That(some.Trial(0).Where, Is.EqualTo(Allocation.On("node", 0, 1, 2)));
        Assert.That(
            ((Duty.Run)ExperimentMachine.Outstanding(some.State).Single()).Where,
            Is.EqualTo(Allocation.On("node", 0, 1, 2)));

        some.Place(4);
        Assert.That(
            ((ExperimentEvent.AttemptStarted)some.Last[1]).Where, Is.EqualTo(Allocation.On("node", 3, 4)),
            "what is left");
    }

    // The slot it is placed in is not always the lowest it gets.
    [Test]
    public void Replay_PlacedInAHighSlotWithMoreSlots_PlacesItThereAgain()
    {
        var some = Wanting(2).Place(3).Report(0, 1).Fail(0).Place(4);

        Assert.That(some.Trial(0).Where, Is.EqualTo(Allocation.On("node", 0, 4)));
        Assert.That(ReplayAudit.Run(some.History).Mismatches, Is.Empty);
    }

    [Test]
    public void Place_OnANodeWhoseSlotsWereNeverNoted_TakesTheOneSlot()
    {
        var some = new Scenario(scheduler: new ScriptedScheduler { OnSlots = _ => 3 }).Place(2);

        Assert.That(((ExperimentEvent.AttemptStarted)some.Last[1]).Where, Is.EqualTo(Allocation.On("node", 2)));
    }

    [Test]
    public void HoldSlots_SaidAgain_OrWithoutASchedulerThatShares_IsNotNoted()
    {
        Assert.That(Wanting(1).When(Held(0, 1, 2, 3, 4)).Last, Is.Empty);
        Assert.That(new Scenario().When(Held(0, 1)).Last, Is.Empty);
        Assert.That(Wanting(1).When(Held()).State.SlotsHeld, Is.Empty);
    }

    [Test]
    public void SlotsFor_IsToldWhoTakesWhat_AndWhoWaits()
    {
        SlotView? told = null;
        var some = Wanting(2, view => told = view).Place(0).Place(2);
        Assert.That((told!.Held, told.Free, told.Pending), Is.EqualTo((5, 3, 0)));
        Assert.That(told.Taken, Is.EqualTo(new[] { new SlotShare(new TrialId(0), 2) }));
        Assert.That(told.MayStartNew(), Is.False, "there are two trials, and this is the second");

        some.Fail(0).Fail(1).Place(0);
        Assert.That((told.Free, told.Pending), Is.EqualTo((5, 1)), "the other one waits");
    }

    [Test]
    public void InputsHash_DependsOnTheSlots()
    {
        var hashes = new[] { Wanting(1), Wanting(2), Wanting(3), Wanting(2).When(Held(0, 1)) }
            .Select(some => some.Place(0).State.InputsHash);

        Assert.That(hashes, Is.Unique);
    }

    [Test]
    public void SlotSet_IsEqualByContent()
    {
        Assert.That(SlotSet.Of(3, 1, 3), Is.EqualTo(SlotSet.Of(1, 3)));
        Assert.That(SlotSet.Of(3, 1).GetHashCode(), Is.EqualTo(SlotSet.Of(1, 3).GetHashCode()));
        Assert.That(SlotSet.Of(), Is.EqualTo(default(SlotSet)));
        Assert.That(SlotSet.Of(1, 3) == SlotSet.Of(1, 2), Is.False);
        Assert.That($"{SlotSet.Of(2, 1)}", Is.EqualTo("1+2"));
    }

    [Test]
    public void Resources_OfSeveralSlots_AreAsManyTimesThoseOfOne() => Assert.That(
        new Resources(0.5, 1, 100).Times(3), Is.EqualTo(new Resources(1.5, 3, 300)));

    private static Scenario Wanting(int slots, Action<SlotView>? told = null) => new Scenario(
        spec => spec with { Failure = new FailurePolicy(3) },
        new ScriptedScheduler
        {
            OnSlots = view =>
            {
                told?.Invoke(view);
                return slots;
            },
        }).When(Held(0, 1, 2, 3, 4));

    private static ExperimentCommand.HoldSlots Held(params int[] slots) => new(default, "node", SlotSet.Of(slots));
}
