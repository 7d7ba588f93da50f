using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Retention;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Retention;

internal sealed class CheckpointLedgerTests
{
    private const int Many = 100_000;

    private static CheckpointRef Ref(int content, int iteration = 1) => new($"{content:x64}", 10, iteration);

    private static Score Worth(double value) => Score.Of(value, Mode.Max);

    [Test]
    public void Bytes_TwoTrialsWithTheSameContent_CountItOnceUntilBothHaveGivenItUp()
    {
        var ledger = new CheckpointLedger();
        ledger.Add(new TrialId(0), Ref(7), Worth(1));
        ledger.Add(new TrialId(1), Ref(7), Worth(2));
        Assert.That((ledger.Count, ledger.Bytes), Is.EqualTo((2, 10)));

        ledger.Remove(new TrialId(0), Ref(7));
        Assert.That((ledger.Holds(Ref(7).Digest), ledger.Bytes), Is.EqualTo((true, 10)));

        ledger.Remove(new TrialId(1), Ref(7));
        Assert.That((ledger.Holds(Ref(7).Digest), ledger.Bytes), Is.EqualTo((false, 0)));
    }

    [Test]
    public void Surplus_QuotaAndContentSharedWithABestOne_TakesNothingThatMakesNoRoom()
    {
        var ledger = new CheckpointLedger();
        ledger.Add(new TrialId(0), Ref(7), Worth(1));
        ledger.Add(new TrialId(1), Ref(7), Worth(2));
        ledger.Add(new TrialId(2), Ref(8), Worth(1.5));

        var surplus = ledger.Surplus(new CheckpointPolicy { KeepBest = 1, QuotaBytes = 5 }, []);

        Assert.That(surplus, Is.EqualTo(new[] { (new TrialId(2), Ref(8)) }));
    }

    [Test]
    public void Surplus_EquallyGoodOnesOfATrial_KeepsTheFirstBecauseTheBestReportIsItsReport()
    {
        var ledger = new CheckpointLedger();
        ledger.Add(new TrialId(0), Ref(1), Worth(2));
        ledger.Add(new TrialId(0), Ref(2), Worth(2));
        ledger.Add(new TrialId(0), Ref(3), Worth(1));

        var surplus = ledger.Surplus(new CheckpointPolicy { KeepLast = 1, KeepBest = 1 }, []);

        Assert.That(surplus, Is.EqualTo(new[] { (new TrialId(0), Ref(2)) }));
    }

    // Two folds by luck, and three.
    [TestCase(true, 1)]
    [TestCase(false, 2)]
    public void Surplus_WhereTheLongestTrainedAreBest_KeepsTheBestOfThose(bool longest, int going)
    {
        var ledger = new CheckpointLedger { LongestFirst = longest };
        ledger.Add(new TrialId(0), Ref(1, iteration: 2), Worth(9));
        ledger.Add(new TrialId(0), Ref(2, iteration: 3), Worth(1));
        ledger.Add(new TrialId(0), Ref(3, iteration: 3), Score.Worst);

        var surplus = ledger.Surplus(new CheckpointPolicy { KeepLast = 1, KeepBest = 1 }, []);

        Assert.That(surplus.Select(entry => entry.Checkpoint.Digest), Is.EqualTo(new[] { Ref(going).Digest }));
    }

    // Each of these goes through in a moment, or, if a step takes as long as the ledger, in many minutes.
    [Test]
    public void Surplus_AskedAfterEachOfManySaves_KeepsTheLastOfEachTrial([Values(1, 1_000, Many)] int trials)
    {
        var ledger = new CheckpointLedger();
        var policy = new CheckpointPolicy { KeepLast = 2, KeepBest = 3 };
        for (var i = 0; i < Many; i++)
        {
            var trial = new TrialId(i % trials);
            ledger.Pin(Ref(i).Digest);
            ledger.Add(trial, Ref(i), Worth(i % 977));
            ledger.Unpin(Ref(i).Digest);
            foreach (var (owner, checkpoint) in ledger.Surplus(policy, []))
            {
                ledger.Remove(owner, checkpoint);
            }
        }

        Assert.That(ledger.Count, Is.InRange(Math.Min(Many, 2 * trials), (2 * trials) + 3));
    }

    [Test]
    public void Surplus_WithAQuotaAndManyPausedTrials_IsNotSearchedInVain()
    {
        var ledger = new CheckpointLedger();
        var policy = new CheckpointPolicy { KeepBest = 0, QuotaBytes = 100 };
        for (var i = 0; i < Many; i++)
        {
            ledger.Add(new TrialId(i), Ref(i), Worth(i));
            ledger.Pin(Ref(i).Digest);
            Assert.That(ledger.Surplus(policy, []), Is.Empty);
        }

        Assert.That(ledger.Bytes, Is.EqualTo(10L * Many));
    }

    [Test]
    public void Add_ManyTrialsWithOneContent_IsListedForEach()
    {
        var ledger = new CheckpointLedger();
        for (var i = 0; i < Many; i++)
        {
            ledger.Add(new TrialId(i), Ref(0), Worth(i));
            ledger.Pin(Ref(0).Digest);
            ledger.Unpin(Ref(0).Digest);
            Assert.That(ledger.Holds(Ref(0).Digest));
        }

        Assert.That((ledger.Count, ledger.Bytes), Is.EqualTo((Many, 10)));
        Assert.That(ledger.Of(new TrialId(5)).Single(), Is.EqualTo(Ref(0)));
    }
}
