using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Stopping;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Stopping;

internal sealed class StopRuleTests
{
    private static readonly Objective Accuracy = new("acc", Mode.Max);

    /// <summary>The iteration at which a rule fires for one trial reporting these values, or 0.</summary>
    private static int FiresAt(StopRule rule, params double[] values)
    {
        var stopper = rule.Create(Accuracy, true, false);
        for (var i = 0; i < values.Length; i++)
        {
            var seen = Seen(0, i + 1, values[i]);
            if (stopper.Judge(seen, TimeSpan.Zero).Scope != StopScope.None)
            {
                return i + 1;
            }

            stopper.Observe(seen);
        }

        return 0;
    }

    private static Observation Seen(int trial, int iteration, double value)
    {
        var metrics = MetricSet.Of(("acc", value));
        return new Observation(new TrialId(trial), iteration, Accuracy.ScoreOf(metrics), metrics);
    }

    [Test]
    public void When_AtLeast_FiresAtTheBoundItself() =>
        Assert.That(FiresAt(Stop.When("acc", atLeast: 0.9), 0.1, 0.9, 0.95), Is.EqualTo(2));

    [Test]
    public void When_AtMost_FiresAtTheBoundItself() =>
        Assert.That(FiresAt(Stop.When("acc", atMost: 0.2), 0.5, 0.2), Is.EqualTo(2));

    [Test]
    public void When_NaNOrMissing_NeverFires()
    {
        Assert.That(FiresAt(Stop.When("acc", atLeast: 0.9), double.NaN, double.NaN), Is.Zero);
        Assert.That(FiresAt(Stop.When("loss", atMost: 0.9), 0.1), Is.Zero);
    }

    [Test]
    public void AfterIterations_JumpedOver_StillFires()
    {
        var stopper = Stop.AfterIterations(10).Create(Accuracy, true, false);

        var signal = stopper.Judge(Seen(0, 15, 0.5), TimeSpan.Zero);

        Assert.That(signal, Is.EqualTo(new StopSignal(StopScope.Trial, "10 iterations done", IsBudget: true)));
        Assert.That(stopper.NextMilestone(3), Is.EqualTo(10));
    }

    [Test]
    public void OnTrialPlateau_StillAfterGrace_Fires() =>
        Assert.That(
            FiresAt(Stop.OnTrialPlateau(0.01, window: 3, grace: 4), 0.5, 0.5, 0.5, 0.5), Is.EqualTo(4));

    [Test]
    public void OnTrialPlateau_Moving_DoesNotFire() =>
        Assert.That(FiresAt(Stop.OnTrialPlateau(0.01, window: 3, grace: 0), 0.1, 0.2, 0.3, 0.4), Is.Zero);

    [Test]
    public void OnTrialPlateau_NaNInTheWindow_DoesNotFire() =>
        Assert.That(FiresAt(Stop.OnTrialPlateau(0.01, window: 3, grace: 0), 0.5, double.NaN, 0.5), Is.Zero);

    [Test]
    public void OnTrialPlateau_TwoTrials_AreKeptApart()
    {
        var stopper = Stop.OnTrialPlateau(0.01, window: 2, grace: 0).Create(Accuracy, true, false);
        stopper.Observe(Seen(0, 1, 0.5));

        Assert.That(stopper.Judge(Seen(1, 1, 0.5), TimeSpan.Zero).Scope, Is.EqualTo(StopScope.None));
    }

    [Test]
    public void OnExperimentPlateau_BestTrialsEqualForLong_EndsTheExperiment()
    {
        var stopper = Stop.OnExperimentPlateau(0.001, top: 2, patience: 2).Create(Accuracy, true, false);
        stopper.Observe(Seen(0, 1, 0.9));
        stopper.Observe(Seen(1, 1, 0.9));

        Assert.That(stopper.Judge(Seen(2, 1, 0.1), TimeSpan.Zero).Scope, Is.EqualTo(StopScope.Experiment));
    }

    [Test]
    public void OnExperimentPlateau_ABetterTrial_StartsThePatienceAgain()
    {
        var stopper = Stop.OnExperimentPlateau(0.001, top: 2, patience: 2).Create(Accuracy, true, false);
        stopper.Observe(Seen(0, 1, 0.9));
        stopper.Observe(Seen(1, 1, 0.9));
        stopper.Observe(Seen(2, 1, 0.99));

        Assert.That(stopper.Judge(Seen(3, 1, 0.1), TimeSpan.Zero).Scope, Is.EqualTo(StopScope.None));
    }

    // One fold by luck, equally good for two trials, makes no plateau of trials that have all five.
    [TestCase(true, StopScope.None)]
    [TestCase(false, StopScope.Experiment)]
    public void OnExperimentPlateau_LongestFirst_ComparesTheLongestTrained(bool longestFirst, StopScope scope)
    {
        var stopper = Stop.OnExperimentPlateau(0.001, top: 2, patience: 2).Create(Accuracy, true, longestFirst);
        foreach (var trial in new[] { 0, 1 })
        {
            stopper.Observe(Seen(trial, 1, 0.9));
            stopper.Observe(Seen(trial, 5, 0.1 + (0.2 * trial)));
        }

        Assert.That(stopper.Judge(Seen(1, 6, 0.1), TimeSpan.Zero).Scope, Is.EqualTo(scope));
    }

    [Test]
    public void OnExperimentPlateau_LongestFirst_EndsWhereTheLongestAreEqualAlsoCarried()
    {
        var rule = Stop.OnExperimentPlateau(0.001, top: 2, patience: 2);
        var stopper = rule.Create(Accuracy, true, true);
        foreach (var trial in new[] { 0, 1 })
        {
            stopper.Observe(Seen(trial, 1, 0.2 + (0.7 * trial)));
            stopper.Observe(Seen(trial, 5, 0.5));
        }

        var carried = rule.Create(Accuracy, true, true);
        var written = MemoryCarrier.ToWrite();
        stopper.Carry(written);
        carried.Carry(MemoryCarrier.ToRead(written.Written));
        foreach (var one in new[] { stopper, carried })
        {
            Assert.That(one.Judge(Seen(2, 1, 0.99), TimeSpan.Zero).Scope, Is.EqualTo(StopScope.Experiment));
            Assert.That(one.Judge(Seen(2, 6, 0.1), TimeSpan.Zero).Scope, Is.EqualTo(StopScope.None));
        }
    }

    [Test]
    public void Any_OneOfTwo_Fires() =>
        Assert.That(
            FiresAt(Stop.Any(Stop.AfterIterations(5), Stop.When("acc", atLeast: 0.9)), 0.1, 0.95), Is.EqualTo(2));

    [Test]
    public void All_BothAtOneReport_Fires() =>
        Assert.That(
            FiresAt(Stop.All(Stop.AfterIterations(2), Stop.When("acc", atLeast: 0.9)), 0.95, 0.1, 0.95),
            Is.EqualTo(3));

    [Test]
    public void IsOverdue_Combined_FollowsTheCombination()
    {
        var hour = Stop.AfterTrialTime(TimeSpan.FromHours(1));

        Assert.That(
            Stop.Any(hour, Stop.AfterIterations(9)).Create(Accuracy, true, false)
                .IsOverdue(TimeSpan.FromHours(1)),
            Is.True);
        var both = Stop.All(hour, Stop.AfterIterations(9)).Create(Accuracy, true, false);
        Assert.That(both.IsOverdue(TimeSpan.FromHours(1)), Is.False);
    }

    [Test]
    public void Problems_OfEachRule_NameTheNumberAndWhatIsAllowed()
    {
        foreach (var (rule, words) in new[]
        {
            (Stop.When("acc"), "exactly one"),
            (Stop.When("acc", 1, 2), "exactly one"),
            (Stop.AfterIterations(0), "1 or more"),
            (Stop.AfterTrialTime(TimeSpan.Zero), "above zero"),
            (Stop.OnTrialPlateau(-1), "0 or more"),
            (Stop.OnTrialPlateau(0, window: 1), "2 or more"),
            (Stop.OnExperimentPlateau(top: 1), "2 or more"),
            (Stop.Any(), "at least one"),
            (Stop.All(Stop.AfterIterations(-1)), "1 or more"),
        })
        {
            Assert.That(rule.Problems().Single(), Does.Contain(words));
        }
    }

    [TestCase(double.PositiveInfinity)]
    [TestCase(double.NegativeInfinity)]
    public void When_ValueIsInfinite_ReachesNoBound(double value)
    {
        Assert.That(FiresAt(Stop.When("acc", atLeast: 0.9), value), Is.Zero);
        Assert.That(FiresAt(Stop.When("acc", atMost: 0.1, experiment: true), value), Is.Zero);
        Assert.That(Stop.When("acc", atLeast: value).Problems().Single(), Does.Contain("finite"));
    }

    [Test]
    public void OnPlateau_EqualValuesAndNoTolerance_CountAsStill([Range(2, 12)] int window) =>
        Assert.That(
            FiresAt(Stop.OnTrialPlateau(0, window, grace: 0), [.. Enumerable.Repeat(0.1, 20)]), Is.EqualTo(window));

    [Test]
    public void NextMilestone_AnyAndAll_AreTheFirstAndTheLastOfTheirs()
    {
        var rules = new[] { Stop.AfterIterations(3), Stop.AfterIterations(7) };

        Assert.That(Stop.Any(rules).Create(Accuracy, true, false).NextMilestone(1), Is.EqualTo(3));
        Assert.That(Stop.All(rules).Create(Accuracy, true, false).NextMilestone(1), Is.EqualTo(7));
        Assert.That(
            Stop.All(rules[0], Stop.When("acc", 1)).Create(Accuracy, true, false).NextMilestone(1),
            Is.EqualTo(int.MaxValue));
    }

    [Test]
    public void Equals_CombinationsMadeTwice_AreEqualWhenTheirRulesAre()
    {
        static StopRule Made(int max) => Stop.Any(Stop.All(Stop.AfterIterations(max), Stop.When("acc", 1)));

        var (one, same) = (Made(3), Made(3));
        Assert.That(same, Is.EqualTo(one));
        Assert.That(same.GetHashCode(), Is.EqualTo(one.GetHashCode()));
        Assert.That(Made(4), Is.Not.EqualTo(one));
    }

    [Test]
    public void Problems_OfACombinationWithANull_SaySo() =>
        Assert.That(Stop.Any(Stop.AfterIterations(0), null!).Problems().Count(), Is.EqualTo(2));
}
