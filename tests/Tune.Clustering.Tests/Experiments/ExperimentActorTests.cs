using Akka.Actor;
using Tune.Clustering.Experiments;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Clustering.Tests.Experiments;

internal sealed class ExperimentActorTests : ActorSpec
{
    [Test]
    public async Task Submit_SomeTrials_RunsThemAllToTheEnd()
    {
        await using var rig = new Rig(this, Some.Reporting(3));
        Assert.That(await rig.SubmitAsync(Some.Spec()), Is.EqualTo(new Accepted("sweep", new Term(1))));
        var end = await rig.ClosesAsync();
        Assert.Multiple(() =>
        {
            Assert.That(end.Status, Is.EqualTo(ExperimentStatus.Finished));
            Assert.That(end.Counts.Completed, Is.EqualTo(4));
            Assert.That(end.Reports, Is.EqualTo(12));
            Assert.That(end.Best!.Value, Is.EqualTo(3));
            Assert.That(end.Refusals, Is.Zero);
        });
        var history = await rig.Store.HistoryAsync("sweep");
        Assert.That(history[^1], Is.TypeOf<ExperimentEvent.SessionClosed>());
        Assert.That(ReplayAudit.Run(history).Mismatches, Is.Empty);
    }
}
