using Tune.Engine.AskTell;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Fifo;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.Pbt;

namespace Tune.Schedulers.Tests.AskTell;

internal sealed class AskTellLoopTests
{
    [Test]
    public void Ask_UntilNothingComes_GivesEveryTrialOnce()
    {
        var loop = new AskTellLoop(SomeContext.Spec(new FifoOptions(), trials: 5));
        var asked = new List<int>();
        while (loop.Ask() is { } trial)
        {
            asked.Add(trial.Trial.Number);
            Assert.That(loop.Report(trial.Trial, 1, Score(trial.Config.Real("x"))), Is.InstanceOf<Decision.Continue>());
            loop.Complete(trial.Trial);
        }

        Assert.That(asked, Is.EqualTo(new[] { 0, 1, 2, 3, 4 }));
        Assert.That(loop.IsOver);
        Assert.That(loop.Journal[^1], Is.InstanceOf<ExperimentEvent.SessionClosed>());
        Assert.That(loop.State.Best!.Value, Is.EqualTo(loop.State.Best.Config.Real("x")));
        Assert.That(ReplayAudit.Run(loop.Journal).Mismatches, Is.Empty);
    }

    [Test]
    public void Ask_SeveralAtOnce_GivesNothingWhenTheLimitIsReached()
    {
        var loop = new AskTellLoop(SomeContext.Spec(new FifoOptions(), trials: 5) with { MaxConcurrent = 2 });
        var (first, second) = (loop.Ask()!, loop.Ask()!);
        Assert.That(first.Trial, Is.Not.EqualTo(second.Trial));
        Assert.That(first.Seed, Is.Not.EqualTo(second.Seed));
        Assert.That(loop.Ask(), Is.Null);
        Assert.That(loop.IsOver, Is.False);
    }

    [Test]
    public void Report_TheSchedulerStopsIt_LetsTheTrialGo()
    {
        var loop = new AskTellLoop(SomeContext.Spec(
            new AshaOptions { MaxIterations = 9, ReductionFactor = 3 }, trials: 10));
        var decisions = new List<Decision>();
        while (loop.Ask() is { } trial)
        {
            Decision decision = Decision.Continue.Instance;
            for (var i = 1; decision is Decision.Continue; i++)
            {
                decision = loop.Report(trial.Trial, i, Score(-trial.Trial.Number));
            }

            decisions.Add(decision);
            Assert.That(() => loop.Complete(trial.Trial), Throws.InvalidOperationException);
        }

        Assert.That(decisions, Has.All.InstanceOf<Decision.Stop>());
        Assert.That(loop.State.Count(TrialStatus.Stopped), Is.GreaterThan(0));
        Assert.That(loop.State.Count(TrialStatus.Completed), Is.GreaterThan(0));
    }

    [Test]
    public void Ask_APausedTrial_GoesOnWhereItWas()
    {
        var loop = new AskTellLoop(SomeContext.Spec(
            new HyperBandOptions { MaxIterations = 9, ReductionFactor = 3 }, trials: 9));
        var reached = new Dictionary<TrialId, int>();
        while (loop.Ask() is { } trial)
        {
            Assert.That(trial.Iteration, Is.EqualTo(reached.GetValueOrDefault(trial.Trial)));
            Assert.That(trial.FromTrial, Is.EqualTo(trial.Trial));
            Decision decision = Decision.Continue.Instance;
            while (decision is Decision.Continue)
            {
                var iteration = reached[trial.Trial] = reached.GetValueOrDefault(trial.Trial) + 1;
                decision = loop.Report(trial.Trial, iteration, Score(trial.Trial.Number));
            }
        }

        Assert.That(loop.State.Status, Is.EqualTo(ExperimentStatus.Finished), loop.State.Why);
        Assert.That(loop.Journal.OfType<ExperimentEvent.Decided>().Select(fact => fact.Decision),
            Has.Some.InstanceOf<Decision.Pause>());
        Assert.That(ReplayAudit.Run(loop.Journal).Mismatches, Is.Empty);
    }

    [Test]
    public void Ask_AClone_SaysWhoseStateToGoOnFrom()
    {
        var loop = new AskTellLoop(SomeContext.Spec(
            new PbtOptions { MaxIterations = 12, Interval = 3 }, trials: 4));
        var clones = 0;
        while (loop.Ask() is { } trial)
        {
            clones += trial.FromTrial != trial.Trial ? 1 : 0;
            Decision decision = Decision.Continue.Instance;
            for (var i = trial.Iteration + 1; decision is Decision.Continue; i++)
            {
                decision = loop.Report(trial.Trial, i, Score(trial.Config.Real("x") * i));
            }
        }

        var decided = loop.Journal.OfType<ExperimentEvent.Decided>()
            .Count(fact => fact.Decision is Decision.CloneFrom clone && clone.Donor != fact.Trial);
        Assert.That(clones, Is.EqualTo(decided).And.GreaterThan(0));
    }

    [Test]
    public void Fail_WithRetries_AsksAgainAndThenErrors()
    {
        var loop = new AskTellLoop(SomeContext.Spec(new FifoOptions(), trials: 1) with
        {
            Failure = new FailurePolicy { MaxRetries = 1 },
        });
        loop.Fail(loop.Ask()!.Trial, "broke");
        var again = loop.Ask()!;
        Assert.That((again.Trial.Number, again.Attempt.Number), Is.EqualTo((0, 2)));

        loop.Fail(again.Trial, "broke again");
        Assert.That(loop.Ask(), Is.Null);
        Assert.That(loop.State.Count(TrialStatus.Errored), Is.EqualTo(1));
        Assert.That(loop.State.Why, Does.Contain("broke again"));
    }

    [Test]
    public void Report_WhatCannotBe_SaysWhy()
    {
        var loop = new AskTellLoop(SomeContext.Spec(new FifoOptions(), trials: 2));
        Assert.That(() => loop.Report(new TrialId(0), 1, Score(1)),
            Throws.InvalidOperationException.With.Message.Contains("it is over or was never asked for"));

        var trial = loop.Ask()!.Trial;
        loop.Report(trial, 2, Score(1));
        Assert.That(() => loop.Report(trial, 2, Score(1)),
            Throws.InvalidOperationException.With.Message.Contains("iterations must rise"));
    }

    [Test]
    public void Report_AStopRuleEndsTheExperiment_LetsEveryTrialGo()
    {
        var loop = new AskTellLoop(SomeContext.Spec(new FifoOptions(), trials: 9) with
        {
            Stop = Stop.When("score", atLeast: 5, experiment: true),
        });
        var (first, second) = (loop.Ask()!, loop.Ask()!);
        Assert.That(loop.Report(first.Trial, 1, Score(5)), Is.InstanceOf<Decision.Stop>());
        Assert.That(loop.Report(second.Trial, 1, Score(1)), Is.InstanceOf<Decision.Stop>());
        Assert.That(loop.IsOver);
        Assert.That(loop.State.IsOpen, Is.False);
        Assert.That(ReplayAudit.Run(loop.Journal).Mismatches, Is.Empty);
    }

    [Test]
    public void New_OverAHistory_AsksForWhatWasUnderWay()
    {
        var spec = SomeContext.Spec(new FifoOptions(), trials: 3);
        var before = new AskTellLoop(spec);
        var left = before.Ask()!;
        before.Close();
        Assert.That(before.State.IsOpen, Is.False);

        var after = new AskTellLoop(
            spec, ExperimentMachine.Replay(before.Journal), default, "host", makesCheckpoints: true);
        var again = after.Ask()!;
        Assert.That((again.Trial, again.Attempt.Number), Is.EqualTo((left.Trial, 2)));
        Assert.That((again.Config, again.Seed), Is.EqualTo((left.Config, left.Seed)));
        Assert.That(ReplayAudit.Run(before.Journal.Concat(after.Journal)).Mismatches, Is.Empty);
    }

    [Test]
    public void New_WithAWrongSpec_NamesTheField()
    {
        Assert.That(
            () => new AskTellLoop(SomeContext.Spec(new FifoOptions(), trials: 0)),
            Throws.InstanceOf<InvalidExperimentException>().With.Message.Contains("Trials is 0"));
        var loop = new AskTellLoop(SomeContext.Spec(new FifoOptions(), trials: 1));
        Assert.That(
            () => new AskTellLoop(
                SomeContext.Spec(new FifoOptions(), trials: 1, seed: 8), ExperimentMachine.Replay(loop.Journal),
                default, "host", makesCheckpoints: true),
            Throws.InstanceOf<InvalidExperimentException>().With.Message.Contains("Seed (7, now 8)"));
    }

    [Test]
    public void Now_TheTimeBudgetIsUsed_EndsTheExperiment()
    {
        var loop = new AskTellLoop(SomeContext.Spec(new FifoOptions()) with { TimeBudget = TimeSpan.FromHours(1) });
        loop.Complete(Told(loop, loop.Ask()!.Trial));
        loop.Now = new Moment(0, TimeSpan.FromHours(1).Ticks);
        Assert.That(loop.Ask(), Is.Null);
        Assert.That(loop.IsOver);
    }

    private static TrialId Told(AskTellLoop loop, TrialId trial)
    {
        loop.Report(trial, 1, Score(1));
        return trial;
    }

    private static MetricSet Score(double score) => MetricSet.Of(("score", score));
}
