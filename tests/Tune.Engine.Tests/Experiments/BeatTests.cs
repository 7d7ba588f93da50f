using CsCheck;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

/// <summary>Time that passed before an owner was killed is not free.</summary>
internal sealed class BeatTests
{
    [Test]
    public void Tick_HalfAMinuteAfterTheLastEvent_NotesABeat()
    {
        var some = new Scenario().Place();

        Assert.That(Tick(some, 29).Last, Is.Empty);
        Assert.That(Tick(some, 1).Kinds, Is.EqualTo("Beat"));
        Assert.That(Tick(some, 29).Last, Is.Empty, "it counts from the beat");
        Assert.That(some.Report(0, 1).State.Last, Is.EqualTo(some.Now));
        Assert.That(Tick(some, 29).Last, Is.Empty, "and from every other event");
    }

    [Test]
    public void Tick_WithoutAnOwner_NotesNothing()
    {
        var some = new Scenario();
        some.When(new ExperimentCommand.Drain(some.Now));
        Assert.That(some.State.IsOpen, Is.False);

        Assert.That(Tick(some, 100).Last, Is.Empty);
    }

    [Test]
    public void Tick_WithSomethingToDecide_NotesNoBeatBesides()
    {
        var some = new Scenario(spec => spec with { TimeBudget = TimeSpan.FromSeconds(40) }).Place();

        Assert.That(Tick(some, 40).Kinds, Is.EqualTo("Ended"));
    }

    [Test]
    public void Used_OverKills_IsShortByABeatEachAtMost() => Gen.Select(
        Gen.Select(Gen.Int[0, 400], Gen.Int[1, 90]).Array[1, 12], Gen.Int[1, 20]).Sample((sessions, every) =>
    {
        var journal = new List<ExperimentEvent>();
        var (lived, budget) = (TimeSpan.Zero, TimeSpan.FromSeconds(900));
        foreach (var (seconds, reports) in sessions)
        {
            lived += Session(journal, seconds, reports, every, budget);
        }

        var state = ExperimentMachine.Replay(journal);
        var missing = lived - state.Last.Active;
        var kills = sessions.Length;
        Assert.That(missing, Is.GreaterThanOrEqualTo(TimeSpan.Zero));
        Assert.That(missing, Is.LessThanOrEqualTo(kills * (ExperimentMachine.BeatEvery + TimeSpan.FromSeconds(every))));

        // A report at that very instant may be there before the tick that ends it.
        Assert.That(
            state.Status == ExperimentStatus.Active, Is.EqualTo(state.Last.Active < budget)
                .Or.EqualTo(state.Last.Active == budget), "the budget holds");
        Assert.That(ReplayAudit.Run(journal).Mismatches, Is.Empty);
    });

    // An owner opens the journal, ticks and reports for a while in virtual time, and is killed.
    private static TimeSpan Session(
        List<ExperimentEvent> journal, int seconds, int reportEvery, int tickEvery, TimeSpan budget)
    {
        var state = ExperimentMachine.Replay(journal);
        var before = state.Last.ActiveTicks;
        Moment At(int second) => new(before, before + (second * TimeSpan.TicksPerSecond));
        void Do(ExperimentCommand command) => journal.AddRange(ExperimentMachine.Step(state, command).Events);
        if (!state.Exists)
        {
            Do(new ExperimentCommand.Submit(At(0), new Scenario().Spec with { TimeBudget = budget, Trials = 1 }));
        }

        Do(new ExperimentCommand.OpenSession(At(0), "host", 1));
        Do(new ExperimentCommand.Place(At(0), "node", 0));
        for (var second = 1; second <= seconds; second++)
        {
            if (state.HasEnded)
            {
                return TimeSpan.FromSeconds(second - 1);
            }

            if (second % tickEvery == 0)
            {
                Do(new ExperimentCommand.Tick(At(second)));
            }

            if (second % reportEvery == 0 && state.RunningInOrder.FirstOrDefault() is { Leaving: Leaving.No } trial)
            {
                Do(new ExperimentCommand.Report(
                    At(second), trial.Id, trial.Attempt, trial.Sequence + 1, trial.AttemptIteration + 1,
                    Engine.Metrics.MetricSet.Of(("acc", 0.5)), null));
            }
        }

        return TimeSpan.FromSeconds(seconds);
    }

    private static Scenario Tick(Scenario some, int after) =>
        some.Wait(after).When(new ExperimentCommand.Tick(some.Now));
}
