using Akka;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Akka.Remote.Transport.DotNetty;
using Tune.Clustering.Children;
using Tune.Clustering.Experiments;
using Tune.Clustering.Links;
using Tune.Clustering.Membership;
using Tune.Clustering.Nodes;
using Tune.Clustering.Placement;
using Tune.Clustering.Protocol;
using Tune.Clustering.Trials;
using Tune.Clustering.Wire;
using Tune.Engine.Experiments;

namespace Tune.Clustering;

/// <summary>Makes an actor system into a node of TuneNet.</summary>
public static class TuneClusterSetup
{
    private const string RegionName = "experiments";

    // Part of the way from a name to its place: changing it would need all nodes to be stopped.
    private const int Shards = 30;

    /// <summary>
    /// Adds everything a node consists of: it drives experiments, lends slots and runs trials. The node joins itself
    /// and has no listener: nobody can reach it, neither from this machine nor from another.
    /// </summary>
    /// <param name="builder">The actor system under construction.</param>
    /// <param name="options">What the node needs to know.</param>
    /// <exception cref="ArgumentException">The options make no sense; the message has one sentence for each
    /// problem.</exception>
    public static AkkaConfigurationBuilder AddTuneCluster(
        this AkkaConfigurationBuilder builder, TuneClusterOptions options)
    {
        string[] problems = [.. options.Problems()];
        if (problems.Length > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(options));
        }

        Link(builder, options.Link)
            .AddHocon(ClusterConfig.Text, HoconAddMode.Prepend)
            .WithCustomSerializer(
                WireSerializer.Name, [typeof(IWireMessage)], system => new WireSerializer(system, options.Catalog))
            .WithClustering(new ClusterOptions { Roles = [.. options.Roles] })
            .WithActors((system, registry) => Start(system, registry, options));
        return Region(builder, options).AddStartup((system, registry) =>
        {
            var guarded = new Dictionary<IActorRef, string>
            {
                [registry.Get<SlotKeeper>()] = "the actor that lends its slots",
                [registry.Get<NodeAgent>()] = "the actor that runs its trials",
                [registry.Get<ExperimentActor>()] = "the way to its experiments",
            };
            system.ActorOf(
                NodeWarden.Props(guarded, why =>
                {
                    options.Log?.Invoke(why);
                    options.Fallen(why);
                }),
                NodeWarden.Name);
            var cluster = Akka.Cluster.Cluster.Get(system);
            cluster.Join(options.Join is { } other ? Address.Parse(other) : cluster.SelfAddress);
        });
    }

    private static AkkaConfigurationBuilder Link(AkkaConfigurationBuilder builder, NodeLink? link) => link is null
        ? builder.AddHocon(ClusterConfig.Inward, HoconAddMode.Prepend)
        : builder
            .AddHocon(ClusterConfig.Linked(link), HoconAddMode.Prepend)
            .AddSetup(new DotNettySslSetup(
                link.Certificate!, suppressValidation: false, requireMutualAuthentication: true,
                CertificateValidation.PinnedCertificate([.. link.Trusted])));

    // A node that drives no experiments knows the way to those that do.
    private static AkkaConfigurationBuilder Region(AkkaConfigurationBuilder builder, TuneClusterOptions options)
    {
        var address = new ExperimentAddress(Shards);
        return options.Roles.Contains(Roles.Head)
            ? builder.WithShardRegion<ExperimentActor>(
                RegionName, (_, registry, _) => Entities(registry, options), address,
                new ShardOptions { Role = Roles.Head, StateStoreMode = StateStoreMode.DData, RememberEntities = false })
            : builder.WithShardRegionProxy<ExperimentActor>(RegionName, Roles.Head, address);
    }

    private static void Start(ActorSystem system, IActorRegistry registry, TuneClusterOptions options)
    {
        if (options.Log is { } log)
        {
            system.ActorOf(LogListener.Props(log), LogListener.Name);
        }

        registry.Register<SlotKeeper>(system.ActorOf(SlotKeeper.Props, SlotKeeper.Name));
        var children = new ChildPool();
        CoordinatedShutdown.Get(system).AddTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "end child processes", async () =>
            {
                await children.DisposeAsync();
                return Done.Instance;
            });
        registry.Register<NodeAgent>(system.ActorOf(
            NodeAgent.Props(new NodeParts(
                options.NodeName, options.Capacity, options.Trainables, options.Store.Checkpoints,
                Path.Combine(options.WorkFolder, options.NodeName), options.LogFolder, children,
                options.Clock, () => registry.Get<ExperimentActor>())
            {
                Cards = options.Cards,
                Artifacts = options.Store.Artifacts,
            }),
            NodeAgent.ActorName));
    }

    private static Func<string, Props> Entities(IReadOnlyActorRegistry registry, TuneClusterOptions options)
    {
        var parts = new ExperimentParts(
            options.Store, registry.Get<SlotKeeper>(), new KnownNames(options.Trainables),
            new SpecJson(options.Catalog), options.Bind, options.Clock, Environment.MachineName)
        {
            Program = options.Program,
        };
        return name => ExperimentActor.Props(name, parts).WithDispatcher(ClusterConfig.ExperimentDispatcher);
    }

    /// <summary>Which experiment a message is for.</summary>
    private sealed class ExperimentAddress(int shards) : HashCodeMessageExtractor(shards)
    {
        public override string? EntityId(object message) => (message as IExperimentMessage)?.Experiment;
    }
}
