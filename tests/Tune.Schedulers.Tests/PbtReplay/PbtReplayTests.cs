using System.Collections.Immutable;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Pbt;
using Tune.Schedulers.PbtReplay;
using Tune.Schedulers.Tests.Pbt;

namespace Tune.Schedulers.Tests.PbtReplay;

internal sealed class PbtReplayTests
{
    private static readonly PbtOptions Pbt = new()
    {
        MaxIterations = 60, Interval = 5, Selection = PbtSelection.Tournament,
    };

    private static PbtReplayOptions Options(params (int At, double X)[] steps) => new()
    {
        MaxIterations = 100,
        Steps = [.. steps.Select(step => new PbtStep(step.At, Configuration.Of(("x", step.X))))],
    };

    private static AlgorithmContext Context(int? trials = 1, int givenPoints = 1) =>
        SomeContext.With(trials: trials, givenPoints: givenPoints);

    [TestCase(false, 6)]
    [TestCase(true, 6)]
    [TestCase(false, 2)]
    public void Replay_OfEachTrialsLineage_EndsWhereItDid(bool synchronous, int slots)
    {
        var spec = ToyRun.Spec(Pbt with { Synchronous = synchronous }, population: 6, seed: 3);
        var run = new ToyRun(spec) { Slots = slots, BreaksAt = iteration => iteration % 20 == 17 }.Run();
        var changes = 0;
        for (var trial = 0; trial < 6; trial++)
        {
            var lineage = PbtLineage.Of(run.Journal, new TrialId(trial));
            var replayed = new ToyRun(lineage.Replay(spec, "again", 60))
            {
                BreaksAt = iteration => iteration % 20 == 13,
            }.Run();
            changes += lineage.Steps.Length;

            Assert.That(LastOf(replayed, 0), Is.EqualTo(LastOf(run, trial)), "the same training, so the same weights");
            Assert.That(
                replayed.Clones.Select(step => ((Decision.CloneFrom)step.Decision).Config),
                Is.EqualTo(lineage.Steps.Select(step => step.Config)));
            Assert.That(ReplayAudit.Run(replayed.Journal).Mismatches, Is.Empty);
        }

        Assert.That(changes, Is.GreaterThan(3), "schedules that say something");
    }

    [Test]
    public void Lineage_ThatIsReplayed_IsTheSameAgain()
    {
        var spec = ToyRun.Spec(Pbt, population: 6, seed: 3);
        var lineage = PbtLineage.Of(new ToyRun(spec).Run().Journal, new TrialId(0));
        var replayed = new ToyRun(lineage.Replay(spec, "again", 60)).Run();

        Assert.That(PbtLineage.Of(replayed.Journal, new TrialId(0)), Is.EqualTo(lineage));
        Assert.That(() => PbtLineage.Of(replayed.Journal, new TrialId(1)), Throws.ArgumentException);
    }

    [Test]
    public void Step_AfterAJump_IsTheLastOneDue()
    {
        var scheduler = Options((5, 0.1), (10, 0.2), (20, 0.3)).Create(Context());
        scheduler.Observe(SomeContext.Added(0));
        Assert.That(scheduler.NextMilestone(new TrialId(0), 0), Is.EqualTo(5));
        var seen = SomeContext.Seen(0, 12, 1) with { Checkpoint = PbtTable.Checkpoint(0, 12) };
        var step = (Decision.CloneFrom)scheduler.Judge(seen);
        scheduler.Observe(new TrialFact.Judged(seen, step));

        Assert.That((step.Donor.Number, step.Config.Real("x")), Is.EqualTo((0, 0.2)));
        Assert.That(scheduler.NextMilestone(new TrialId(0), 12), Is.EqualTo(20));
    }

    [Test]
    public void Step_WithoutACheckpoint_PausesForOne()
    {
        var scheduler = Options((5, 0.1)).Create(Context());
        scheduler.Observe(SomeContext.Added(0));
        var seen = SomeContext.Seen(0, 5, 1);
        Assert.That(scheduler.Judge(seen), Is.SameAs(Decision.Pause.Instance));
        scheduler.Observe(new TrialFact.Judged(seen, Decision.Pause.Instance));
        Assert.That(scheduler.Propose(mayStartNew: false), Is.SameAs(Proposal.Wait.Instance));
        scheduler.Observe(new TrialFact.Parked(new TrialId(0), 5, PbtTable.Checkpoint(0, 5)));

        var resume = (Proposal.Resume)scheduler.Propose(mayStartNew: false);
        Assert.That(resume.As!.Config.Real("x"), Is.EqualTo(0.1));
    }

    [Test]
    public void Problems_NameTheFieldAndWhatIsAllowed()
    {
        Assert.That(Options((5, 0.1)).Problems(Context()), Is.Empty);
        Assert.That(Options((5, 0.1), (5, 0.2)).Problems(Context()).Single(), Is.EqualTo(
            "PbtReplay.Steps[1].At is 5; it must be 6 or more and below MaxIterations, 100."));
        Assert.That(Options((100, 0.1)).Problems(Context()).Single(), Does.StartWith("PbtReplay.Steps[0].At is 100"));
        Assert.That(Options((5, 7)).Problems(Context()).Single(), Does.StartWith(
            "PbtReplay.Steps[0].Config does not fit the search space. The parameter 'x' is 7"));
        Assert.That(Options((5, 0.1)).Problems(Context(trials: 4)).Single(), Is.EqualTo(
            "Trials is 4; PbtReplay trains exactly 1 trial."));
        Assert.That(Options((5, 0.1)).Problems(Context(givenPoints: 0)).Single(), Does.StartWith(
            "PbtReplay needs PointsToEvaluate"));
        Assert.That(Options().Problems(Context()).Single(), Does.StartWith("PbtReplay.Steps is empty"));
    }

    private static MetricSet LastOf(ToyRun run, int trial) => run.Journal.OfType<ExperimentEvent.Reported>()
        .Last(reported => reported.Trial.Number == trial).Metrics;
}
