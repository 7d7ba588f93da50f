using Tune.Engine.Analysis;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Analysis;

/// <summary>Which trials an analysis compares where reports refine one estimate.</summary>
internal sealed class LongestEvidenceTests
{
    private static readonly SearchSpace s_space = new SearchSpace().Uniform("x", 0, 1);

    private static TrialSummary Trial(int number, int length, double acc, double size = 0) => new()
    {
        Trial = new TrialId(number), Config = Configuration.Of(("x", number / 10.0)), Iteration = length,
        BestIteration = length, BestScore = size > 1 ? Score.Worst : Score.Of(acc, Mode.Max),
        LastMetrics = MetricSet.Of(("acc", acc), ("size", size)),
    };

    private static Evidence Of(bool refines, Func<Objective, Target> target, params TrialSummary[] trials) =>
        Evidence.Of(s_space, trials, target(new Objective("acc", Mode.Max) { Refines = refines }));

    [Test]
    public void Of_ReportsThatRefine_CountsTheLongestTrainedOnly()
    {
        TrialSummary[] trials = [Trial(0, 2, 0.99), Trial(1, 5, 0.8), Trial(2, 5, 0.9), Trial(3, 1, 0.7)];

        var evidence = Of(true, objective => Target.Of([objective], []), trials);

        Assert.That(evidence.Values, Is.EqualTo(new[] { 0.8, 0.9 }));
        Assert.That((evidence.Longest, evidence.Shorter), Is.EqualTo((5, 2)));
        Assert.That(evidence.LeftOut, Does.StartWith("2 trials of less than 5 iterations left out"));
        Assert.That(evidence.Rows.Select(row => row[0]), Is.EqualTo(new[] { 0.1, 0.2 }));
    }

    [Test]
    public void Of_EachReportAResult_CountsAll()
    {
        var evidence = Of(
            false, objective => Target.Of([objective], []), Trial(0, 2, 0.99), Trial(1, 5, 0.8));

        Assert.That((evidence.Count, evidence.Longest, evidence.LeftOut), Is.EqualTo((2, 0, "")));
    }

    // As for the front that results have.
    [Test]
    public void Of_SeveralObjectivesThatRefine_CountsTheLongestTrainedOnly()
    {
        var evidence = Of(
            true, objective => Target.Of([objective, new Objective("size", Mode.Min)], []),
            Trial(0, 2, 0.99, 0.1), Trial(1, 5, 0.8, 0.5), Trial(2, 5, 0.9, 0.4));

        Assert.That(evidence.Ranks, Is.EqualTo(new[] { 1, 0 }));
        Assert.That(evidence.Shorter, Is.EqualTo(1));
    }

    // The longest of those that may be a result: one that breaks a constraint may have been trained for longer.
    [Test]
    public void Of_TheLongestBreaksAConstraint_ComparesTheLongestThatDoNot()
    {
        var evidence = Of(
            true, objective => Target.Of([objective], [new MetricConstraint("size") { AtMost = 1 }]),
            Trial(0, 2, 0.99), Trial(1, 5, 0.8), Trial(2, 5, 0.9), Trial(3, 9, 0.95, size: 2));

        Assert.That((evidence.Longest, evidence.Shorter, evidence.Count), Is.EqualTo((5, 1, 3)));
        Assert.That(evidence.Ranks, Is.EqualTo(new[] { 1, 0, 2 }), "and is the worst there is");
    }

    [Test]
    public void Of_NothingReported_IsNothing()
    {
        var evidence = Of(true, objective => Target.Of([objective], []));

        Assert.That((evidence.Count, evidence.Shorter, evidence.LeftOut), Is.EqualTo((0, 0, "")));
    }
}
