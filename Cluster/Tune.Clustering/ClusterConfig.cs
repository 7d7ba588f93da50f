using System.Globalization;
using Tune.Clustering.Links;

namespace Tune.Clustering;

/// <summary>
/// The settings of the actor system. One node that joins itself must be ready at once, so what Akka.NET does every
/// second or so it does here every few milliseconds until it has settled. Nobody can reach it: it has no listener,
/// unless it is given a link; and over a link nothing is taken but what the members of a cluster say to one another.
/// </summary>
internal static class ClusterConfig
{
    /// <summary>Where experiments decide. A searcher may fit a model for a few hundred milliseconds, which must keep
    /// neither slots nor nodes waiting, nor one experiment all others.</summary>
    public const string ExperimentDispatcher = "tune.experiment-dispatcher";

    public const string Text = """
        tune.experiment-dispatcher {
          type = ForkJoinDispatcher
          throughput = 5
          dedicated-thread-pool {
            thread-count = 4
            threadtype = background
          }
        }
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          loggers = []
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          actor {
            provider = cluster
            serialization-settings.allow-unregistered-types = false
          }
          remote {
            untrusted-mode = on
            trusted-selection-paths = [
              "/system/cluster/core/daemon",
              "/system/cluster/heartbeatReceiver",
              "/system/remote-watcher",
              "/system/ddataReplicator",
              "/system/sharding/replicator",
              "/system/sharding/experiments",
              "/system/sharding/experimentsCoordinator/singleton/coordinator",
              "/user/tune-slots"
            ]
          }
          cluster {
            periodic-tasks-initial-delay = 10 ms
            gossip-interval = 100 ms
            leader-actions-interval = 50 ms
            publish-stats-interval = off
            failure-detector.acceptable-heartbeat-pause = 10 s
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
            split-brain-resolver {
              active-strategy = keep-oldest
              stable-after = 10 s
              keep-oldest { role = head, down-if-alone = off }
            }
            sharding {
              state-store-mode = ddata
              remember-entities = off
              passivate-idle-entity-after = off
              retry-interval = 100 ms
              distributed-data {
                durable.keys = []
                gossip-interval = 500 ms
                notify-subscribers-interval = 100 ms
              }
            }
            singleton.hand-over-retry-interval = 200 ms
          }
          coordinated-shutdown {
            exit-clr = off
            run-by-clr-shutdown-hook = off
          }
        }
        """;

    /// <summary>The transport of a node that nobody can reach.</summary>
    public const string Inward = """
        akka.remote {
          enabled-transports = ["akka.remote.inward"]
          inward {
            transport-class = "Tune.Clustering.Links.InwardTransport, Tune.Clustering"
            applied-adapters = []
          }
        }
        """;

    /// <summary>The transport of a node that others can reach.</summary>
    public static string Linked(NodeLink link) => $$"""
        akka.remote.dot-netty.tcp {
          hostname = "{{link.Host}}"
          port = {{link.Port.ToString(CultureInfo.InvariantCulture)}}
          enable-ssl = on
          maximum-frame-size = 2 MiB
          send-buffer-size = 4 MiB
          receive-buffer-size = 4 MiB
        }
        """;
}
