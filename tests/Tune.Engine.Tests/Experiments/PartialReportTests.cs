using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

/// <summary>Reports that do not have every objective in them, and experiments from before they were told apart.
/// </summary>
internal sealed class PartialReportTests
{
    private static readonly MetricSet TimeOnly = MetricSet.Of(("time", 1));

    [Test]
    public void Observe_ObjectiveMissing_IsPartialAndNaNIsNot()
    {
        var spec = new Scenario().State.Spec!;

        Assert.That(Seen(spec, TimeOnly).IsPartial);
        Assert.That(Seen(spec, MetricSet.Of(("acc", double.NaN))).IsPartial, Is.False);
        Assert.That(Seen(spec, MetricSet.Of(("acc", double.NaN))).Score.IsWorst);
        Assert.That(Seen(spec, MetricSet.Of(("acc", 1))).IsPartial, Is.False);
    }

    [Test]
    public void Observe_OneOfSeveralObjectivesMissing_IsPartial()
    {
        var spec = new Scenario(WithSize).State.Spec!;

        Assert.That(Seen(spec, MetricSet.Of(("acc", 1))).IsPartial);
        Assert.That(Seen(spec, MetricSet.Of(("size", 1))).IsPartial);
        Assert.That(Seen(spec, MetricSet.Of(("size", 1), ("acc", 1))).IsPartial, Is.False);
    }

    [Test]
    public void Observe_MetricOfAConstraintMissing_IsWholeAndViolates()
    {
        var spec = new Scenario(spec => spec with
        {
            Constraints = [new MetricConstraint("latency") { AtMost = 1 }],
        }).State.Spec!;

        var seen = Seen(spec, MetricSet.Of(("acc", 1)));
        Assert.That((seen.IsPartial, seen.Violation), Is.EqualTo((false, double.PositiveInfinity)));
    }

    // A journal from before: the spec has no generation, and decides as it did.
    [Test]
    public void Created_WithoutAGeneration_NeverTellsPartial()
    {
        var old = new Scenario().Spec;
        var state = ExperimentMachine.Apply(
            new ExperimentState(), new ExperimentEvent.Created(new Moment(0, 0), old));

        Assert.That(Seen(state.Spec!, TimeOnly).IsPartial, Is.False);

        var more = ExperimentMachine.Step(
            state, new ExperimentCommand.Submit(new Moment(1, 1), old with { Trials = 9 }));
        Assert.That(more.Events.Single(), Is.InstanceOf<ExperimentEvent.Extended>());
        Assert.That(
            (state.Spec!.Trials, state.Spec.Rules), Is.EqualTo(((int?)9, (int?)null)), "nor when it is extended");
    }

    [Test]
    public void Submit_ExtendedLater_KeepsItsGeneration()
    {
        var some = new Scenario();
        some.When(new ExperimentCommand.Submit(some.Now, some.Spec with { Trials = 9 }));

        Assert.That(some.State.Spec!.Rules, Is.EqualTo(ExperimentSpec.RulesNow));
    }

    [Test]
    public void HashWith_PartialAndNaN_Differ()
    {
        var partial = new Scenario().Place().Report(0, 1, TimeOnly);
        var useless = new Scenario().Place().Report(0, 1, double.NaN);

        Assert.That(partial.State.InputsHash, Is.Not.EqualTo(useless.State.InputsHash));
    }

    [Test]
    public void End_ObjectivesNeverTogether_FailsAndSaysSo()
    {
        var some = new Scenario(spec => WithSize(spec) with { Trials = 1 }).Place()
            .Report(0, 1, MetricSet.Of(("acc", 1))).Report(0, 2, MetricSet.Of(("size", 1)))
            .End(0, AttemptOutcome.Completed.Instance).Place();

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Failed));
        Assert.That(some.State.Why, Is.EqualTo(
            "none of 2 reports had all objectives in it; report 'acc' and 'size' together"));
    }

    [Test]
    public void TrialPlateau_MetricInEveryOtherReport_LooksAtThoseThatHaveIt()
    {
        var some = new Scenario(spec => spec with { Stop = new StopRule.TrialPlateau(null, 0, 2, 0) }).Place()
            .Report(0, 1, 0.5).Report(0, 2, TimeOnly).Report(0, 3, 0.5);

        Assert.That(some.Trial(0).LastDecision, Is.InstanceOf<Decision.Stop>());
    }

    [Test]
    public void ExperimentPlateau_ReportsWithoutObjective_AreNoQuiet()
    {
        var some = new Scenario(spec => spec with { Stop = new StopRule.ExperimentPlateau(0, 2, 3), Trials = 9 });
        some.Place(0).Place(1).Report(0, 1, 0.5).Report(1, 1, 0.5);
        some.Report(0, 2, TimeOnly).Report(0, 3, TimeOnly).Report(0, 4, TimeOnly);

        Assert.That(some.State.Status, Is.EqualTo(ExperimentStatus.Active));
    }

    private static ExperimentSpec WithSize(ExperimentSpec spec) =>
        spec with { FurtherObjectives = [new Objective("size", Mode.Min)] };

    private static Observation Seen(ExperimentSpec spec, MetricSet metrics) =>
        spec.Observe(new TrialId(0), 1, metrics);
}
