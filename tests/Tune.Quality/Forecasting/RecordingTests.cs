using NUnit.Framework;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Simulation;
using Tune.Engine.Trials;
using Tune.Quality.Virtual;
using Tune.Schedulers.Asha;

namespace Tune.Quality.Forecasting;

internal sealed class RecordingTests
{
    [Test]
    public void Of_AJournal_HasItsCurvesTimesAndCost()
    {
        var workload = new FormulaWorkload(
            4, (start, iteration) => start.Trial.Number + (1.0 / iteration), start => start.Trial.Number + 1);
        var (result, journal) = Some.Run(Some.Spec(trials: 3), workload, SimulationOptions.With(slots: 2));

        var recording = Recording.Of(journal);

        Assert.That(recording.Trials, Has.Length.EqualTo(3));
        Assert.That(recording.Trials[2].Steps.Select(step => step.Iteration), Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That(recording.Trials[2].Steps.Select(step => step.Seconds), Is.All.EqualTo(3));
        Assert.That(recording.MedianSeconds, Is.EqualTo(2));
        Assert.That(recording.Best, Is.EqualTo(0.25));
        Assert.That(recording.Busy, Is.EqualTo(result.Busy));
    }

    // Losses that rise with every report: the first ones are the best by chance, and say nothing beside the last.
    [Test]
    public void Best_ReportsRefineOneEstimate_IsThatOfTheLongestTrained()
    {
        var spec = Some.Spec(trials: 3);
        var workload = new FormulaWorkload(4, (start, iteration) => start.Trial.Number + iteration, _ => 1);
        double best(ExperimentSpec of) => Recording.Of(Some.Run(of, workload).Journal).Best;

        Assert.That(best(spec), Is.EqualTo(1));
        Assert.That(best(spec with { Objective = spec.Objective with { Refines = true } }), Is.EqualTo(4));
    }

    // Without them no continued report would count as a result.
    [Test]
    public void RecordedWorkload_OfSeveralObjectives_ContinuesEachOfThem()
    {
        var (_, journal) = Some.Run(
            Some.Spec(trials: 20, new AshaOptions { MaxIterations = 16 }), Some.Curves(16));
        var one = Recording.Of(journal);
        var two = one with
        {
            Spec = one.Spec with { FurtherObjectives = [new Objective("size", Mode.Min)] },
            Trials =
            [
                .. one.Trials.Select(trial => trial with
                {
                    Steps =
                    [
                        .. trial.Steps.Select(step => step with
                        {
                            Metrics = MetricSet.Of(
                                ("loss", one.Spec.Objective.ScoreOf(step.Metrics).Value), ("size", step.Iteration)),
                        }),
                    ],
                }),
            ],
        };
        var early = two.Trials.Select((trial, at) => (trial, at)).First(each => each.trial.Steps.Length < 4).at;

        var course = new RecordedWorkload(two, inOrder: true).Begin(
            new CourseStart(new TrialId(early), default, Engine.Spaces.Configuration.Empty, 0, null, 1));

        Assert.That(course.At(16).Metrics!.TryGet("size", out var size), Is.EqualTo(true));
        Assert.That(size, Is.EqualTo(16));
    }

    [Test]
    public void Of_ASweepWithCrashes_CountsRepeatedIterationsOnce()
    {
        var options = new SimulationOptions { CrashRate = 0.1, SavesCheckpoints = false };
        var (result, journal) = Some.Run(Some.Spec(trials: 20), Some.Curves(8), options);

        var recording = Recording.Of(journal);

        Assert.That(result.Crashes, Is.GreaterThan(0));
        foreach (var trial in recording.Trials)
        {
            Assert.That(trial.Steps.Select(step => step.Iteration), Is.Ordered.And.Unique);
            Assert.That(trial.Steps.Select(step => step.Seconds), Is.All.EqualTo(1).Within(1e-6));
        }
    }

    [Test]
    public void Of_NothingReported_SaysSo() => Assert.That(
        () => Recording.Of([new ExperimentEvent.Created(default, Some.Spec())]),
        Throws.InvalidOperationException.With.Message.Contains("No trial of 'some' has reported"));

    [Test]
    public void RecordedWorkload_InOrder_RepeatsTheRunExactly()
    {
        var spec = Some.Spec(trials: 30, new AshaOptions { MaxIterations = 16 });
        var (result, journal) = Some.Run(spec, Some.Curves(16, seconds: 2));

        var (again, repeated) = Some.Run(spec, new RecordedWorkload(Recording.Of(journal), 16, inOrder: true));

        Assert.That(again.JournalHash, Is.EqualTo(result.JournalHash));
        Assert.That(repeated, Has.Count.EqualTo(journal.Count));
    }

    [Test]
    public void RecordedWorkload_BeyondTheEnd_FollowsTheNearestLongerCurve()
    {
        // Trial n falls by n + 1 each iteration from 100; trial 0 is stopped after two iterations.
        var short0 = new FormulaWorkload(2, (_, i) => 100 - i, _ => 1);
        var long1 = new FormulaWorkload(5, (_, i) => 100 - (2 * i), _ => 1);
        var long2 = new FormulaWorkload(5, (_, i) => 100 - (9 * i), _ => 1);
        var (_, journal) = Some.Run(Some.Spec(trials: 3), new OneEach(short0, long1, long2));
        var workload = new RecordedWorkload(Recording.Of(journal), inOrder: true);

        var course = workload.Begin(new CourseStart(default, default, Engine.Spaces.Configuration.Empty, 0, null, 1));

        Assert.That(
            Enumerable.Range(1, 5).Select(i => Loss(course.At(i).Metrics)), Is.EqualTo(new[] { 99.0, 98, 96, 94, 92 }));
        Assert.That(course.Iterations, Is.EqualTo(5));
        Assert.That(workload.LengthOf(default, 1), Is.EqualTo(2));
    }

    [Test]
    public void RecordedWorkload_ReportsWithGaps_StaySilentBetween()
    {
        var (_, journal) = Some.Run(Some.Spec(trials: 1), new EveryThird());
        var recording = Recording.Of(journal);

        Assert.That(recording.Trials[0].Steps.Select(step => (step.Iteration, step.Seconds)), Is.EqualTo(
            new[] { (3, 3.0), (6, 3.0), (9, 3.0) }));
        var (_, again) = Some.Run(Some.Spec(trials: 1), new RecordedWorkload(recording, inOrder: true));
        Assert.That(again.Select(fact => (fact.At, fact.GetType())), Is.EqualTo(
            journal.Select(fact => (fact.At, fact.GetType()))));
    }

    private static double Loss(MetricSet? metrics) => metrics!.TryGet("loss", out var loss) ? loss : double.NaN;

    private sealed class OneEach(params IWorkload[] workloads) : IWorkload
    {
        public ICourse Begin(in CourseStart start) => workloads[start.Trial.Number].Begin(start);
    }

    private sealed class EveryThird : IWorkload, ICourse
    {
        public int Iterations => 9;

        public ICourse Begin(in CourseStart start) => this;

        public SimulatedStep At(int iteration) =>
            new(1, iteration % 3 == 0 ? MetricSet.Of(("loss", -iteration)) : null);
    }
}
