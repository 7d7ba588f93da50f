using System.Text;
using Akka.Actor;
using Tune.Clustering.Protocol;
using Tune.Clustering.Wire;
using Tune.Schedulers;

namespace Tune.Clustering.Tests.Wire;

/// <summary>
/// The bytes on the wire, written down. Nodes of two versions must not misread each other: a form that changes gets a
/// new manifest, and then a new line in <c>golden.txt</c>, which <c>TUNE_APPROVE=1</c> writes next to
/// the test program.
/// </summary>
internal sealed class GoldenTests : ActorSpec
{
    private static readonly string[] Packed = ["batch.1", "answers.2"];

    [Test]
    public void ToBinary_EverySample_GivesTheBytesWrittenDown()
    {
        var system = (ExtendedActorSystem)Sys;
        var wire = new WireSerializer(system, SchedulerCatalog.All);
        var agent = system.Provider.ResolveActorRef("akka://test/user/tune-node#1");

        // A spec has the form it has in the journal, which is written down there.
        var lines = WireSamples.All(agent).Where(message => message is not SubmitExperiment)
            .Select(message => Line(wire, message)).ToArray();
        var golden = Path.Combine(TestContext.CurrentContext.TestDirectory, "Wire", "golden.txt");
        if (Environment.GetEnvironmentVariable("TUNE_APPROVE") == "1")
        {
            File.WriteAllLines(golden, lines);
        }

        Assert.That(lines, Is.EqualTo(File.ReadAllLines(golden)));
    }

    private static string Line(WireSerializer wire, IWireMessage message)
    {
        var (manifest, bytes) = (wire.Manifest(message), wire.ToBinary(message));
        return $"{manifest} "
            + (Packed.Contains(manifest) ? Convert.ToHexStringLower(bytes) : Encoding.UTF8.GetString(bytes));
    }
}
