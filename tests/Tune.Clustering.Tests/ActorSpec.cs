using Akka.Configuration;
using Akka.TestKit;

namespace Tune.Clustering.Tests;

/// <summary>The bridge between NUnit and the actor test kit: one actor system per test.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class ActorSpec : TestKitBase, IDisposable
{
    private const string Quiet = """
        akka.loglevel = WARNING
        akka.actor.serialize-messages = off
        akka.actor.serialization-settings.allow-unregistered-types = false
        akka.test.single-expect-default = 30s
        akka.test.default-timeout = 30s
        """;

    protected ActorSpec(string config = "")
        : base(new NUnitAssertions(), ConfigurationFactory.ParseString(config + Quiet), "test")
    {
    }

    public void Dispose()
    {
        Shutdown();
        GC.SuppressFinalize(this);
    }
}
