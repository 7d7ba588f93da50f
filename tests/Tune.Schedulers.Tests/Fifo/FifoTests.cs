using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Fifo;

namespace Tune.Schedulers.Tests.Fifo;

internal sealed class FifoTests
{
    private static IScheduler Fifo(int? maxIterations = null) =>
        new FifoOptions { MaxIterations = maxIterations }.Create(SomeContext.With());

    [Test]
    public void Judge_WithoutMaxIterations_NeverStops() => Assert.That(
        Fifo().Judge(SomeContext.Seen(0, int.MaxValue - 1, double.NaN)), Is.SameAs(Decision.Continue.Instance));

    [TestCase(9, false)]
    [TestCase(10, true)]
    [TestCase(25, true)]
    public void Judge_AtMaxIterations_CompletesTheTrial(int iteration, bool stops)
    {
        var decision = Fifo(10).Judge(SomeContext.Seen(0, iteration, 1));

        Assert.That((decision as Decision.Stop)?.Reason, Is.EqualTo(stops ? StopReason.BudgetUsed : null));
    }

    [Test]
    public void Propose_StartsNewTrialsWhileItMay_ThenIsExhausted()
    {
        Assert.That(Fifo().Propose(mayStartNew: true), Is.SameAs(Proposal.New.Instance));
        Assert.That(Fifo().Propose(mayStartNew: false), Is.SameAs(Proposal.Exhausted.Instance));
    }

    [TestCase(null, 5, int.MaxValue)]
    [TestCase(null, int.MaxValue, int.MaxValue)]
    [TestCase(10, 0, 10)]
    [TestCase(10, 9, 10)]
    [TestCase(10, 10, 11)]
    public void NextMilestone_IsTheEndOfTheBudget(int? max, int iteration, int expected) =>
        Assert.That(Fifo(max).NextMilestone(new TrialId(3), iteration), Is.EqualTo(expected));

    [TestCase(null, null)]
    [TestCase(1, null)]
    [TestCase(0, "Fifo.MaxIterations is 0; it must be 1 or more, or absent.")]
    public void Problems_NameTheFieldAndWhatIsAllowed(int? max, string? problem) => Assert.That(
        new FifoOptions { MaxIterations = max }.Problems(SomeContext.With()),
        Is.EqualTo(problem is null ? [] : new[] { problem }));
}
