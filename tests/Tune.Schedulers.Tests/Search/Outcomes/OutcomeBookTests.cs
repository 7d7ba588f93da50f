using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Outcomes;
using Tune.Schedulers.Tests.Pbt;

namespace Tune.Schedulers.Tests.Search.Outcomes;

internal sealed class OutcomeBookTests
{
    private static readonly TrialId One = new(1);

    private static Configuration X(double x) => Configuration.Of(("x", x));

    private static OutcomeBook Book(params TrialFact[] facts) => BookOf(null, facts);

    private static OutcomeBook BookOf(AlgorithmContext? context, params TrialFact[] facts)
    {
        var book = new OutcomeBook(context ?? SomeContext.With());
        foreach (var fact in facts)
        {
            Assert.That(book.Observe(fact), Is.Null, $"{fact} brings nobody to rest");
        }

        return book;
    }

    private static TrialFact.Judged Report(int iteration, double score, double violation = 0) =>
        new(SomeContext.Seen(1, iteration, score) with { Violation = violation }, Decision.Continue.Instance);

    [Test]
    public void Observe_OfReportsThatBreakConstraints_KeepsTheBestOfTheLeastViolation()
    {
        var outcome = Book(
            new TrialFact.Added(One, X(0.5)), Report(1, 99, 2), Report(2, 9, 1), Report(3, 3), Report(4, 5),
            Report(5, 4), Report(6, 77, 1)).Observe(new TrialFact.Ended(One, TrialStatus.Completed))!;

        Assert.That((outcome.Score.Value, outcome.Violation, outcome.Iteration), Is.EqualTo((5.0, 0.0, 6)));
        Assert.That(outcome.Metrics, Is.EqualTo(MetricSet.Of(("score", 77))), "the last report");
        Assert.That(outcome.Config, Is.EqualTo(X(0.5)));
        Assert.That(outcome.IsWhole);
    }

    // One fold by luck is no result; a history from before is decided as it was.
    [TestCase(4, 0.9, 0.0)]
    [TestCase(5, 0.5, 0.1)]
    public void Observe_OfReportsThatRefine_GoesByTheLastWhole(int rules, double score, double violation)
    {
        var context = SomeContext.With() with { Rules = rules };
        context = context with { Objective = context.Objective with { Refines = true } };
        var partial = SomeContext.Seen(1, 3, double.NaN) with { IsPartial = true };

        var outcome = BookOf(
            context, new TrialFact.Added(One, X(0.5)), Report(1, 0.9), Report(2, 0.5, 0.1),
            new TrialFact.Judged(partial, Decision.Continue.Instance))
            .Observe(new TrialFact.Ended(One, TrialStatus.Completed))!;

        Assert.That(
            (outcome.Score.Value, outcome.Violation, outcome.Iteration), Is.EqualTo((score, violation, 3)));
    }

    [Test]
    public void Observe_OfReportsThatAllBreakThem_KeepsTheLeastViolation()
    {
        var outcome = Book(new TrialFact.Added(One, X(0.5)), Report(1, 9, 2), Report(2, 1, 0.5), Report(3, 8, 1))
            .Observe(new TrialFact.Ended(One, TrialStatus.Stopped))!;

        Assert.That((outcome.Score.Value, outcome.Violation, outcome.IsWhole), Is.EqualTo((1.0, 0.5, false)));
    }

    [Test]
    public void Observe_OfAPause_GivesAnOutcomeAndAnotherAtTheEnd()
    {
        var book = Book(new TrialFact.Added(new TrialId(2), X(0.2)), new TrialFact.Added(One, X(0.5)), Report(1, 3));
        Assert.That(book.Running, Is.EqualTo(new[] { (One, X(0.5)), (new TrialId(2), X(0.2)) }), "by trial number");

        var paused = book.Observe(new TrialFact.Parked(One, 1))!;
        Assert.That((paused.Score.Value, paused.Iteration, paused.IsWhole), Is.EqualTo((3.0, 1, false)));
        Assert.That(book.Running, Is.EqualTo(new[] { (new TrialId(2), X(0.2)) }), "a paused one does not run");

        Assert.That(book.Observe(new TrialFact.Resumed(One)), Is.Null);
        Assert.That(book.Running.Count(), Is.EqualTo(2));
        Assert.That(book.Observe(Report(4, 2)), Is.Null);
        var ended = book.Observe(new TrialFact.Ended(One, TrialStatus.Completed))!;
        Assert.That((ended.Score.Value, ended.Iteration, ended.IsWhole), Is.EqualTo((3.0, 4, true)));
        Assert.That(book.Observe(new TrialFact.Ended(One, TrialStatus.Completed)), Is.Null, "it is over");
        Assert.That(book.Running.Count(), Is.EqualTo(1));
    }

    [Test]
    public void Observe_OfACopy_NamesWhatItGoesOnWith()
    {
        var clone = new Decision.CloneFrom(new TrialId(2), PbtTable.Checkpoint(2, 1), X(0.9));
        var outcome = Book(
            new TrialFact.Added(One, X(0.5)), new TrialFact.Judged(SomeContext.Seen(1, 1, 3), clone))
            .Observe(new TrialFact.Ended(One, TrialStatus.Completed))!;

        Assert.That(outcome.Config, Is.EqualTo(X(0.9)));
    }

    [Test]
    public void Observe_OfATrialThatNeverReported_IsUnusable()
    {
        var outcome = Book(new TrialFact.Added(One, X(0.5))).Observe(new TrialFact.Ended(One, TrialStatus.Errored))!;

        Assert.That((outcome.Score.IsWorst, outcome.Iteration, outcome.IsWhole), Is.EqualTo((true, 0, false)));
    }

    // Trial 5 is as good as trial 1; 2 and 3 break constraints, 3 by less; 4 has no usable score.
    [Test]
    public void CompareTo_OfAllKinds_PutsTheBetterFirst()
    {
        TrialOutcome Of(int trial, double score, double violation, bool isWhole = true) => new(
            new TrialId(trial), X(0), Score.Of(score, Mode.Max), violation, 1, isWhole, MetricSet.Empty);
        TrialOutcome[] all =
        [
            Of(5, 3, 0), Of(4, double.NaN, 0), Of(2, 9, 2), Of(3, 1, 0.5), Of(1, 3, 0, isWhole: false), Of(0, 2, 0),
            Of(6, 4, 0.5),
        ];

        Assert.That(all.Order().Select(one => one.Trial.Number), Is.EqualTo(new[] { 1, 5, 0, 6, 3, 2, 4 }));
    }
}
