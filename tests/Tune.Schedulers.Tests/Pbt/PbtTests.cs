using Tune.Engine.Trials;
using Tune.Schedulers.Pbt;

namespace Tune.Schedulers.Tests.Pbt;

internal sealed class PbtTests
{
    private static PbtOptions Options => PbtTable.Options;

    private static PbtOptions InStep => PbtTable.Options with { Synchronous = true };

    [Test]
    public void Judge_WorstOfFour_CopiesTheBest() =>
        Assert.That(PbtTable.Of(Options, 4).Reports(10, 1, 2, 3, 0), Is.EqualTo("...2"));

    [Test]
    public void Judge_WhoComesFirst_HasNobodyToCopy() =>
        Assert.That(PbtTable.Of(Options, 4).Reports(10, 0, 2, 3, 1), Is.EqualTo("...."));

    [Test]
    public void Judge_BetweenBoundaries_Continues()
    {
        var table = PbtTable.Of(Options, 2);

        Assert.That(table.Report(0, 9, 5) + table.Report(0, 10, 5) + table.Report(1, 9, 0), Is.EqualTo("..."));
        Assert.That(table.Report(1, 10, 0), Is.EqualTo("0"));
        Assert.That(table.Report(1, 11, 0), Is.EqualTo("."), "has had its turn");
    }

    [Test]
    public void Judge_BeforeBurnIn_CopiesNobody()
    {
        var table = PbtTable.Of(Options with { BurnIn = 20 }, 2);

        Assert.That(table.Reports(10, 5, 0) + table.Reports(20, 5, 0), Is.EqualTo("...0"));
    }

    [Test]
    public void Judge_AtMaxIterations_CompletesTheTrial()
    {
        var decision = PbtTable.Of(Options, 2).Judge(0, 100, 1);

        Assert.That(decision, Is.EqualTo(new Decision.Stop(StopReason.BudgetUsed, "trained its 100 iterations")));
    }

    [Test]
    public void Judge_TakesTheDonorsWeightsOfTheScoreThatWon()
    {
        var table = PbtTable.Of(Options, 2);
        table.Report(0, 10, 5);
        table.Report(0, 13, 1);
        var clone = (Decision.CloneFrom)table.Judge(1, 10, 0);

        Assert.That((clone.Donor, clone.Checkpoint), Is.EqualTo((new TrialId(0), PbtTable.Checkpoint(0, 10))));
        Assert.That(clone.Config, Is.Not.EqualTo(table.Config(0)), "changed a little");
    }

    [TestCase(0, 10)]
    [TestCase(9, 10)]
    [TestCase(10, 20)]
    [TestCase(95, 100)]
    [TestCase(100, 101)]
    [TestCase(int.MaxValue, int.MaxValue)]
    public void NextMilestone_IsTheNextBoundaryOrTheEnd(int iteration, int expected) =>
        Assert.That(PbtTable.Of(Options, 2).Milestone(0, iteration), Is.EqualTo(expected));

    [Test]
    public void NextMilestone_OfACloneOfOneFurtherOn_IsBeyondTheWeightsItGot()
    {
        var table = PbtTable.Of(Options, 2);
        table.Report(0, 37, 5);

        Assert.That(table.Report(1, 10, 0), Is.EqualTo("0"));
        Assert.That(table.Milestone(1, 37), Is.EqualTo(40));
        Assert.That(table.Report(1, 38, 0), Is.EqualTo("."), "no second copy after one iteration");
    }

    [Test]
    public void Clone_UntilItsOwnBoundary_RanksAsItsDonorAndIsNotCopied()
    {
        var table = PbtTable.Of(Options, 4);
        Assert.That(table.Reports(10, 4, 3, 2, 1), Is.EqualTo("...0"));

        // Of 4, 4 (the clone), 3 and 2 the last is trial 2; it copies trial 0, not the clone with the same score.
        Assert.That(table.Report(2, 20, 1), Is.EqualTo("0"));
        Assert.That(table.Report(1, 20, 0), Is.EqualTo("0"));
    }

    [Test]
    public void Ended_TrialsStayInTheRankingAndCanBeCopied_ErroredOnesDoNot()
    {
        var table = PbtTable.Of(Options, 3);
        table.Reports(10, 3, 4);
        table.End(1, TrialStatus.Errored);
        Assert.That(table.Report(0, 100, 3), Is.EqualTo("S"));
        table.End(0);

        Assert.That(table.Report(2, 10, 1), Is.EqualTo("0"));
        Assert.That(table.Wanted(), Does.Contain(PbtTable.Checkpoint(0, 10).Digest));
        table.End(2);
        Assert.That(table.Wanted(), Is.Empty, "nobody is left to copy anything");
    }

    [Test]
    public void Tournament_AgainstABetterOne_CopiesIt_AgainstAWorseOneDoesNot()
    {
        var table = PbtTable.Of(Options with { Selection = PbtSelection.Tournament }, 2);

        Assert.That(table.Reports(10, 3, 4) + table.Reports(20, 3, 4) + table.Reports(30, 4, 4),
            Is.EqualTo(".." + "1." + ".."), "a tie is no reason");
    }

    [Test]
    public void Synchronous_EveryonePausesAndIsJudgedTogether()
    {
        var table = PbtTable.Of(InStep, 4);
        Assert.That(table.Reports(10, 0, 3, 2, 1), Is.EqualTo("PPPP"));
        Assert.That(table.Park(0, 1, 2).Fill(), Is.EqualTo("wait"));

        // With all four in, the last is trial 0, the first to have reported.
        Assert.That(table.Park(3).FillAll(), Is.EqualTo("0 as 1, 1, 2, 3, wait"));
    }

    [Test]
    public void Synchronous_WhoRunsAhead_ChangesNothingForThoseStillToGo()
    {
        var table = PbtTable.Of(InStep, 4);
        table.Reports(10, 5, 3, 2, 1);
        table.Park(0, 1, 2, 3);
        Assert.That(table.Fill(), Is.EqualTo("0"));
        Assert.That(table.Report(0, 20, -9), Is.EqualTo("P"));

        Assert.That(table.Park(0).FillAll(), Is.EqualTo("1, 2, 3 as 0, wait"));
        Assert.That(table.Wanted(), Does.Contain(PbtTable.Checkpoint(0, 10).Digest), "as it was at that boundary");
    }

    [Test]
    public void Synchronous_WithATrialThatEnds_DoesNotWaitForIt()
    {
        var table = PbtTable.Of(InStep, 3);
        table.Report(0, 10, 1);
        table.Report(1, 10, 2);
        table.Park(0, 1);
        Assert.That(table.Fill(), Is.EqualTo("wait"));

        Assert.That(table.End(2, TrialStatus.Errored).FillAll(), Is.EqualTo("0 as 1, 1, wait"));
    }

    [Test]
    public void Propose_MoreTrialsThanSlots_TakesTurns_LeastTrainedFirst()
    {
        var table = new PbtTable(Options, population: 3).Begin(1);
        Assert.That(table.Report(0, 10, 3), Is.EqualTo("P"), "others have yet to begin");
        Assert.That(table.Park(0).Fill(mayStartNew: true), Is.EqualTo("new"));
        table.Begin(2);
        Assert.That(table.Report(1, 10, 2) + table.Report(2, 10, 1), Is.EqualTo("PP"), "trial 0 waits");
        Assert.That(table.Park(1, 2).Fill(), Is.EqualTo("0"));
        Assert.That(table.Report(0, 20, 3), Is.EqualTo("P"));
        Assert.That(table.Park(0).Fill() + ", " + table.Fill(), Is.EqualTo("1, 2 as 0"), "copied when it goes on");
    }

    [Test]
    public void Judge_WhileOnlyTrialsFurtherOnWait_GoesOn()
    {
        var table = new PbtTable(Options, population: 2).Begin(1);
        table.Report(0, 30, 1);
        table.Park(0).Begin(1);

        Assert.That(table.Report(1, 10, 2), Is.EqualTo("."));
        Assert.That(table.Report(1, 30, 2), Is.EqualTo("P"));
    }

    [Test]
    public void Propose_WithNothingLeft_IsExhausted()
    {
        var table = PbtTable.Of(Options, 2);
        Assert.That(table.Fill(), Is.EqualTo("wait"));

        Assert.That(table.End(0).End(1).Fill(), Is.EqualTo("exhausted"));
    }
}
