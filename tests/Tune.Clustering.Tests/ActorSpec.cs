using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Serialization;
using Akka.TestKit;
using Tune.Clustering.Protocol;
using Tune.Clustering.Wire;
using Tune.Schedulers;

namespace Tune.Clustering.Tests;

/// <summary>The bridge between NUnit and the actor test kit: one actor system per test.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class ActorSpec : TestKitBase, IDisposable
{
    private const string Quiet = """
        akka.loglevel = WARNING
        akka.actor.serialization-settings.allow-unregistered-types = false
        akka.test.single-expect-default = 30s
        akka.test.default-timeout = 30s

        """;

    protected ActorSpec(string config = "")
        : base(new NUnitAssertions(), SetupWith(config), "test", null)
    {
    }

    /// <summary>A quiet actor system that knows our messages.</summary>
    public static ActorSystemSetup SetupWith(string config) => BootstrapSetup.Create()
        .WithConfig(ConfigurationFactory.ParseString(Quiet + config))
        .And(SerializationSetup.Create(system => ImmutableHashSet.Create(SerializerDetails.Create(
            WireSerializer.Name, new WireSerializer(system, SchedulerCatalog.All),
            ImmutableHashSet.Create(typeof(IWireMessage))))));

    public void Dispose()
    {
        Shutdown();
        GC.SuppressFinalize(this);
    }
}
