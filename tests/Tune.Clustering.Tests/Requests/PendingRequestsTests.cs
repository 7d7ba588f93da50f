using Tune.Clustering.Protocol;
using Tune.Clustering.Requests;
using Tune.Engine.Experiments;
using Tune.Testing.Machine;

namespace Tune.Clustering.Tests.Requests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PendingRequestsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly ManualClock _clock = new();
    private readonly List<ExperimentRequest> _sent = [];

    [Test]
    public async Task Ask_Answered_EndsWithTheAnswerAndIsNotSentAgain()
    {
        using var requests = Make();
        var asked = requests.AskAsync(new PauseExperiment("sweep"), CancellationToken.None);
        requests.Take(new Accepted("sweep", new Term(3)) { Id = _sent.Single().Id });
        Assert.That(await asked, Is.TypeOf<Accepted>().With.Property(nameof(Accepted.Term)).EqualTo(new Term(3)));
        _clock.Advance(Deadline * 2);
        Assert.That(_sent, Has.Count.EqualTo(1));
    }

    [Test]
    public void Ask_NotAnswered_IsSentAgainUnderTheSameNameUntilItsDeadline()
    {
        using var requests = Make();
        var asked = requests.AskAsync(new PauseExperiment("sweep"), CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Multiple(() =>
        {
            Assert.That(_sent, Has.Count.GreaterThan(1));
            Assert.That(_sent.Select(request => request.Id).Distinct().Count(), Is.EqualTo(1));
            Assert.That(_sent.Select(request => request.IsAgain), Is.EqualTo(_sent.Select((_, i) => i > 0)));
        });
        requests.Take(new Underway("sweep", "the disk is full.") { Id = _sent[0].Id });
        _clock.Advance(Deadline);
        Assert.That(
            async () => await asked,
            Throws.TypeOf<TimeoutException>().With.Message.Contains("'sweep'").And.Message.Contains("disk is full"));
    }

    [Test]
    public void Drain_WithSignsOfLifeOfEverOtherOwners_EndsAtItsDeadline()
    {
        using var requests = Make();
        var asked = requests.AskAsync(new DrainExperiment("sweep"), CancellationToken.None);
        for (var i = 1; i <= 10 && !asked.IsCompleted; i++)
        {
            _clock.Advance(Deadline / 2);
            requests.Take(new Underway("sweep", "", new OwnerEpoch(i)) { Id = _sent[0].Id });
        }

        Assert.That(async () => await asked, Throws.TypeOf<TimeoutException>());
    }

    [Test]
    public void Ask_WithAShortDeadline_IsSentAgainSeveralTimesBeforeIt()
    {
        using var requests = Make(TimeSpan.FromSeconds(4));
        _ = requests.AskAsync(new PauseExperiment("sweep"), CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(2));
        var before = _sent.Count;
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.That(_sent, Has.Count.GreaterThan(before), "no longer than a second apart");
    }

    [Test]
    public void Drain_WithSignsOfLifeWithoutEnd_EndsAfterTheDeadlineAndTheGraceOfItsTrials()
    {
        using var requests = Make();
        var asked = requests.AskAsync(new DrainExperiment("sweep"), CancellationToken.None);
        for (var i = 0; i < 12; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            requests.Take(new Underway("sweep", "the store is silent.", Grace: TimeSpan.FromSeconds(5))
            {
                Id = _sent[0].Id,
            });
        }

        Assert.That(asked.IsCompleted, Is.False, "24 of 20 + 5 s have passed");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(
            async () => await asked.WaitAsync(Deadline),
            Throws.TypeOf<TimeoutException>().With.Message.Contains("'sweep'").And.Message.Contains("within 25 s")
                .And.Message.Contains("the store is silent"));
    }

    [TestCase(100)]
    [TestCase(double.MaxValue, Description = "cannot be added to the deadline")]
    public async Task Drain_WithSignsOfLife_WaitsBeyondItsDeadline(double seconds)
    {
        var grace = seconds < 1e9 ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
        using var requests = Make();
        var asked = requests.AskAsync(new DrainExperiment("sweep"), CancellationToken.None);
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(Deadline / 2);
            requests.Take(new Underway("sweep", "", Grace: grace) { Id = _sent[0].Id });
        }

        Assert.That(asked.IsCompleted, Is.False);
        requests.Take(new Drained("sweep") { Id = _sent[0].Id });
        Assert.That(await asked, Is.TypeOf<Drained>());
    }

    [Test]
    public void Ask_AnsweredTwice_TheFirstCounts()
    {
        using var requests = Make();
        var asked = requests.AskAsync(new PauseExperiment("sweep"), CancellationToken.None);
        requests.Take(new Refused("sweep", ["no"]) { Id = _sent[0].Id });
        requests.Take(new Accepted("sweep", new Term(3)) { Id = _sent[0].Id });
        Assert.That(async () => await asked, Is.TypeOf<Refused>());
    }

    [Test]
    public void Ask_GivenUp_IsCancelledAndNotSentAgain()
    {
        using var requests = Make();
        using var cancel = new CancellationTokenSource();
        var asked = requests.AskAsync(new PauseExperiment("sweep"), cancel.Token);
        cancel.Cancel();
        _clock.Advance(Deadline);
        Assert.Multiple(() =>
        {
            Assert.That(async () => await asked, Throws.InstanceOf<OperationCanceledException>());
            Assert.That(_sent, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public void End_EndsWhatIsPendingAndWhatIsAskedLater()
    {
        using var requests = Make();
        var asked = requests.AskAsync(new PauseExperiment("sweep"), CancellationToken.None);
        requests.End(() => new ObjectDisposedException("cluster"));
        requests.End(() => new InvalidOperationException("a later reason"));
        Assert.Multiple(() =>
        {
            Assert.That(async () => await asked, Throws.TypeOf<ObjectDisposedException>());
            Assert.That(
                async () => await requests.AskAsync(new PauseExperiment("sweep"), CancellationToken.None),
                Throws.TypeOf<ObjectDisposedException>());
            Assert.That(requests.ThrowIfEnded, Throws.TypeOf<ObjectDisposedException>());
        });
    }

    private PendingRequests Make(TimeSpan? deadline = null) => new(_clock, deadline ?? Deadline, _sent.Add);
}
