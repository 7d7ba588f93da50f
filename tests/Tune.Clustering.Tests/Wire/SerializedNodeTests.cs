using Tune.Clustering.Tests.Experiments;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Tests.Wire;

/// <summary>A whole node in which every message goes through its bytes, also between actors of one process.</summary>
internal sealed class SerializedNodeTests() : ActorSpec(Config)
{
    // When it shuts down, Akka sends messages of its own that it has no serializer for, and says so.
    private const string Config = """
        akka.actor.serialize-messages = on
        akka.loglevel = OFF
        """;

    [Test]
    public async Task Experiment_WithEveryMessageAsBytes_RunsToItsEnd()
    {
        await using var rig = new Rig(this, Some.Reporting(5), slots: 3);
        await rig.SubmitAsync(Some.Spec(trials: 6));
        var end = await rig.ClosesAsync();
        Assert.Multiple(() =>
        {
            Assert.That(end.Status, Is.EqualTo(ExperimentStatus.Finished));
            Assert.That(end.Count(TrialStatus.Completed), Is.EqualTo(6));
            Assert.That(end.Reports, Is.EqualTo(30));
        });
        Assert.That(await rig.Store.HistoryAsync("sweep"), Has.None.TypeOf<ExperimentEvent.MessageRefused>());
    }
}
