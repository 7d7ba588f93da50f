using Tune.Engine.Experiments;
using Tune.Storage.InMemory;
using Tune.Storage.Journal;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.InMemory;

internal sealed class MemoryTrackingTests
{
    [Test]
    public async Task Find_AfterADeviceFailedOnce_AnswersWithEverything()
    {
        var (opened, said) = (0, new List<string>());
        using var tracking = new MemoryTracking(
            () => ["some"], _ => true, _ => new Flaky(isBroken: opened++ == 0), said.Add);

        Assert.That((await tracking.FindAsync("some"))!.Events, Is.EqualTo(1), "what was read before it failed");
        Assert.That((await tracking.FindAsync("some"))!.Events, Is.EqualTo(2));
        Assert.That((await tracking.FindAsync("some"))!.Events, Is.EqualTo(2));
        Assert.That(said, Has.Count.EqualTo(1));
        Assert.That(opened, Is.EqualTo(2));
    }

    private sealed class Flaky(bool isBroken) : IEventTail
    {
        private int _at;

        public long Position => Math.Min(_at, 2);

        public bool Next(List<ExperimentEvent> into)
        {
            switch (_at++)
            {
                case 0:
                    into.Add(new ExperimentEvent.Created(Some.At(0), Some.Spec()));
                    return true;
                case 1 when isBroken:
                    throw new IOException("the device failed");
                case 1:
                    into.Add(new ExperimentEvent.Beat(Some.At(1)));
                    return true;
                default:
                    return false;
            }
        }

        public void Dispose()
        {
        }
    }
}
