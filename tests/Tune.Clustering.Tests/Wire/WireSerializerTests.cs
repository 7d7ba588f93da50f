using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Tune.Clustering.Children.Frames;
using Tune.Clustering.Protocol;
using Tune.Clustering.Wire;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers;

namespace Tune.Clustering.Tests.Wire;

internal sealed class WireSerializerTests : ActorSpec
{
    private readonly WireSerializer _wire;

    public WireSerializerTests() => _wire = new WireSerializer((ExtendedActorSystem)Sys, SchedulerCatalog.All);

    [Test]
    public void All_EveryMessageType_HasAManifestAndASample()
    {
        var messages = typeof(IWireMessage).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IWireMessage)) && !type.IsInterface && !type.IsAbstract)
            .ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(WireManifests.All.Keys, Is.EquivalentTo(messages));
            Assert.That(WireSamples.All(TestActor).Select(m => m.GetType()).Distinct(), Is.EquivalentTo(messages));
            Assert.That(messages.Where(type => !type.IsSealed), Is.Empty, "a derived type would have no manifest");
        });
    }

    [Test]
    public void ToBinary_EverySample_ComesBackEqual()
    {
        foreach (var message in WireSamples.All(TestActor))
        {
            var back = _wire.FromBinary(_wire.ToBinary(message), _wire.Manifest(message));
            switch (message)
            {
                case SubmitExperiment submit:
                    var specs = new SpecJson(SchedulerCatalog.All);
                    Assert.That(specs.Write(((SubmitExperiment)back).Spec), Is.EqualTo(specs.Write(submit.Spec)));
                    Assert.That(((SubmitExperiment)back).Again, Is.EqualTo(submit.Again));
                    Assert.That(((SubmitExperiment)back).Mark, Is.EqualTo(submit.Mark));
                    Assert.That((((SubmitExperiment)back).Id, ((SubmitExperiment)back).IsAgain), Is.EqualTo(
                        (submit.Id, submit.IsAgain)));
                    break;
                case SlotsGranted granted:
                    Assert.That(((SlotsGranted)back).Slots, Is.EqualTo(granted.Slots));
                    Assert.That(((SlotsGranted)back).Nodes, Is.EqualTo(granted.Nodes));
                    break;
                case NodesFound found:
                    Assert.That(((NodesFound)back).Nodes, Is.EqualTo(found.Nodes));
                    Assert.That(((NodesFound)back).IsAll, Is.EqualTo(found.IsAll));
                    break;
                case AttemptsHeld held:
                    Assert.That(((AttemptsHeld)back).Attempts, Is.EqualTo(held.Attempts));
                    Assert.That(back, Is.EqualTo(held with { Attempts = ((AttemptsHeld)back).Attempts }));
                    break;
                default:
                    Assert.That(
                        back,
                        Is.EqualTo(message).Using<Configuration>(Same).Using<MetricSet>(Same).Using<Score>(Same)
                            .Using<Term>(Same).Using<OwnerEpoch>(Same).Using<RequestId>(Same)
                            .Using<Attempt>(Same).UsingPropertiesComparer(),
                        _wire.Manifest(message));
                    break;
            }
        }
    }

    [Test]
    public void FromBinary_UnknownManifest_IsRefused() => Assert.That(
        () => _wire.FromBinary([], "System.Diagnostics.Process, System"),
        Throws.TypeOf<SerializationException>().With.Message.Contains("not known here"));

    [Test]
    public void FromBinary_CutOrChangedBytes_IsRefusedOrAMessageOfThatKind()
    {
        foreach (var message in WireSamples.All(TestActor))
        {
            var (bytes, manifest) = (_wire.ToBinary(message), _wire.Manifest(message));
            for (var cut = 0; cut < bytes.Length; cut++)
            {
                var part = bytes[..cut];
                Assert.That(() => _wire.FromBinary(part, manifest), Throws.TypeOf<SerializationException>());
                var changed = bytes.ToArray();
                changed[cut] ^= 0x55;
                try
                {
                    Assert.That(_wire.FromBinary(changed, manifest), Is.TypeOf(message.GetType()));
                }
                catch (SerializationException)
                {
                    // Refused in order.
                }
            }
        }
    }

    [Test]
    public void FromBinary_ASubmitOfAnEarlierForm_IsReadWithoutASecondChance()
    {
        var id = new RequestId(Guid.NewGuid(), 4);
        var before = new FrameBuffer();
        before.Text(id.ToString());
        before.Flag(true);
        before.Raw(Encoding.UTF8.GetBytes(new SpecJson(SchedulerCatalog.All).Write(Some.Spec())));

        var read = (SubmitExperiment)_wire.FromBinary(before.Bytes.ToArray(), "submit.2");

        Assert.That((read.Id, read.IsAgain, read.Again), Is.EqualTo((id, true, (SecondChance?)null)));
        Assert.That(read.Spec.Name, Is.EqualTo("sweep"));
    }

    [Test]
    public void ToBinary_WhatIsNoMessage_IsRefused() => Assert.That(
        () => _wire.ToBinary(new AttemptOutcome.Lost("nobody")),
        Throws.TypeOf<SerializationException>().With.Message.Contains("must not leave this node"));

    [Test]
    public void ToBinary_LargerThanAFrame_NamesTheLimit()
    {
        var large = new Refused("sweep", [new string('x', WireLimit.MessageBytes)]);
        Assert.That(
            () => _wire.ToBinary(large),
            Throws.TypeOf<SerializationException>().With.Message.Contains($"at most {WireLimit.MessageBytes}"));
    }

    [Test]
    public void FindSerializer_OfEveryMessage_IsOurs()
    {
        foreach (var message in WireSamples.All(TestActor))
        {
            Assert.That(Sys.Serialization.FindSerializerFor(message), Is.TypeOf<WireSerializer>());
        }
    }

    private static bool Same<T>(T one, T other) => EqualityComparer<T>.Default.Equals(one, other);

    [Test]
    public void FindSerializer_OfAnythingElse_Throws() => Assert.That(
        () => Sys.Serialization.FindSerializerFor(new AttemptOutcome.Lost("nobody bound it")), Throws.Exception);
}
