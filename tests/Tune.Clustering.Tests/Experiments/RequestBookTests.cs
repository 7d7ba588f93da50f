using Tune.Clustering.Experiments;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Tests.Experiments;

internal sealed class RequestBookTests : ActorSpec
{
    private readonly RequestBook _book = new();

    [Test]
    public void Begin_OfOneThatIsUnderway_IsNotNew()
    {
        Assert.Multiple(() =>
        {
            Assert.That(_book.Begin(Pause(1), TestActor, out _), Is.True);
            Assert.That(_book.Begin(Pause(1), TestActor, out var answer), Is.False);
            Assert.That(answer, Is.Null);
        });
    }

    [Test]
    public async Task Answer_Twice_TellsTheFirstAndKeepsIt()
    {
        _book.Begin(Pause(1), TestActor, out _);
        var first = new Accepted("sweep", new Term(1)) { Id = Pause(1).Id };
        _book.Answer(first, TestActor);
        _book.Answer(new Refused("sweep", ["no"]) { Id = Pause(1).Id }, TestActor);
        Assert.That(await ExpectMsgAsync<Answer>(), Is.EqualTo(first));
        await ExpectNoMsgAsync(TimeSpan.Zero);
        Assert.Multiple(() =>
        {
            Assert.That(_book.Begin(Pause(1) with { IsAgain = true }, TestActor, out var again), Is.False);
            Assert.That(again, Is.EqualTo(first));
        });
    }

    [Test]
    public void Answer_OfThousands_ForgetsTheOldest()
    {
        for (var i = 1; i <= 5_000; i++)
        {
            _book.Begin(Pause(i), TestActor, out _);
            _book.Answer(new Accepted("sweep", new Term(1)) { Id = Pause(i).Id }, TestActor);
        }

        Assert.Multiple(() =>
        {
            Assert.That(_book.Begin(Pause(1), TestActor, out _), Is.True);
            Assert.That(_book.Begin(Pause(5_000), TestActor, out _), Is.False);
        });
    }

    private static PauseExperiment Pause(long number) => new("sweep") { Id = new RequestId(Guid.Empty, number) };
}
