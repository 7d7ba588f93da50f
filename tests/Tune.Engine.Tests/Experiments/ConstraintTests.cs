using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

/// <summary>
/// A report that breaks a constraint is stored and judged like any other, and is never a best result.
/// </summary>
internal sealed class ConstraintTests
{
    private static Scenario Small() => new(spec => spec with
    {
        Constraints = [new("size") { AtMost = 10 }, new("recall") { AtLeast = 0.5 }],
    });

    private static MetricSet Metrics(double accuracy, double size, double recall = 0.9) =>
        MetricSet.Of(("acc", accuracy), ("size", size), ("recall", recall));

    [Test]
    public void Best_WithConstraints_IsTheBestFeasibleReport()
    {
        var some = Small().Place()
            .Report(0, 1, Metrics(0.6, size: 10))
            .Report(0, 2, Metrics(0.9, size: 11))
            .Report(0, 3, Metrics(0.5, size: 1));

        Assert.That(some.State.Best!.Iteration, Is.EqualTo(1));
        Assert.That(some.State.Best.Value, Is.EqualTo(0.6));
        Assert.That(some.Trial(0).BestScore.Value, Is.EqualTo(0.6));
    }

    [Test]
    public void Best_AFurtherObjectiveIsNaNOrMissing_IsNotThatReport()
    {
        var some = new Scenario(spec => spec with { FurtherObjectives = [new("size", Mode.Min)] }).Place()
            .Report(0, 1, MetricSet.Of(("acc", 0.6), ("size", 10)))
            .Report(0, 2, MetricSet.Of(("acc", 0.9), ("size", double.NaN)))
            .Report(0, 3, MetricSet.Of(("acc", 0.8)));

        Assert.That(some.State.Best!.Value, Is.EqualTo(0.6));
        Assert.That(some.Trial(0).BestScore.Value, Is.EqualTo(0.6));
    }

    [Test]
    public void DropCheckpoints_WithConstraints_KeepsThatOfTheBestFeasibleReport()
    {
        var some = new Scenario(_ => Small().Spec with { Checkpoints = new() { KeepLast = 1, KeepBest = 1 } });
        some.Place();
        foreach (var (iteration, accuracy, size) in new[] { (1, 0.6, 10), (2, 0.9, 11), (3, 0.5, 1) })
        {
            some.Report(0, iteration, Metrics(accuracy, size)).When(new ExperimentCommand.SaveCheckpoint(
                some.Now, new TrialId(0), new Attempt(1),
                new CheckpointRef(new string((char)('a' + iteration), 64), 10, iteration)));
        }

        some.When(new ExperimentCommand.DropCheckpoints(some.Now));

        Assert.That(
            some.State.Checkpoints.Of(new TrialId(0)).Select(held => held.Iteration), Is.EqualTo(new[] { 1, 3 }));
    }

    [Test]
    public void Best_NothingFeasible_IsNone() =>
        Assert.That(Small().Place().Report(0, 1, Metrics(0.9, size: 11)).State.Best, Is.Null);

    [Test]
    public void Report_BreakingTwoConstraints_TellsAlgorithmsTheSum()
    {
        var some = Small().Place().Report(0, 1, Metrics(0.9, size: 12, recall: 0.25));

        var seen = some.Scheduler.Told.OfType<TrialFact.Judged>().Single().Seen;
        Assert.That(seen.Violation, Is.EqualTo(2.25));
        Assert.That(seen.Score.Value, Is.EqualTo(0.9), "the objective itself is not bent");
    }

    [Test]
    public void Report_WithoutAConstrainedMetric_IsNotFeasible()
    {
        var some = Small().Place().Report(0, 1, 0.9);

        Assert.That(
            some.Scheduler.Told.OfType<TrialFact.Judged>().Single().Seen.Violation,
            Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public void Context_OfSeveralObjectives_NamesThemInOrder()
    {
        var spec = new Scenario().Spec with { FurtherObjectives = [new("size", Mode.Min)] };

        Assert.That(spec.Context.Objectives, Is.EqualTo((Objective[])[new("acc", Mode.Max), new("size", Mode.Min)]));
    }

    [Test]
    public void Submit_OtherConstraints_IsRefusedNamingThem()
    {
        var some = Small();
        some.When(new ExperimentCommand.Submit(some.Now, some.Spec with { Constraints = [] }));

        Assert.That(((Reply.Refused)some.Reply).Why, Does.Contain("Constraints"));
    }
}
