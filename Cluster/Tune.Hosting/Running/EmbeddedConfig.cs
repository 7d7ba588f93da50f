using Akka.Configuration;

namespace Tune.Hosting.Running;

/// <summary>Settings of a cluster of one: nothing to wait for, so every interval is short; loopback only.</summary>
internal static class EmbeddedConfig
{
    public static Config Text { get; } = ConfigurationFactory.ParseString(
        """
        akka {
          loglevel = WARNING
          stdout-loglevel = WARNING
          actor.provider = cluster
          actor.serialization-settings.allow-unregistered-types = false
          remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }
          cluster {
            roles = [head, worker]
            gossip-interval = 100ms
            leader-actions-interval = 100ms
            periodic-tasks-initial-delay = 50ms
            failure-detector.acceptable-heartbeat-pause = 10s
            sharding {
              role = head
              state-store-mode = ddata
              remember-entities = off
              retry-interval = 200ms
              distributed-data.durable.keys = []
            }
          }
        }
        """);
}
