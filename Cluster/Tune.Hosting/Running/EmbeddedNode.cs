using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Tune.Clustering.Experiments;
using Tune.Clustering.Nodes;
using Tune.Clustering.Placement;
using Tune.Clustering.Trials;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Hosting.Observing;

namespace Tune.Hosting.Running;

/// <summary>A one-node cluster in this process: joins itself, shards experiments, offers its slots.</summary>
internal sealed class EmbeddedNode : IAsyncDisposable
{
    private const string NodeName = "local";
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(5);

    private readonly ActorSystem _system;
    private readonly IActorRef _region;
    private readonly TrainingThreads _threads;
    private readonly ConcurrentDictionary<string, TrainableDefinition> _definitions;
    private readonly ConcurrentDictionary<string, ExperimentSpec> _specs;

    private EmbeddedNode(
        ActorSystem system, IActorRef region, TrainingThreads threads,
        ConcurrentDictionary<string, TrainableDefinition> definitions,
        ConcurrentDictionary<string, ExperimentSpec> specs)
    {
        (_system, _region, _threads, _definitions, _specs) = (system, region, threads, definitions, specs);
    }

    public static async Task<EmbeddedNode> StartAsync(
        ObservedStore store, TuneHostOptions options, CancellationToken cancellation)
    {
        var definitions = new ConcurrentDictionary<string, TrainableDefinition>(StringComparer.Ordinal);
        var specs = new ConcurrentDictionary<string, ExperimentSpec>(StringComparer.Ordinal);
        var threads = new TrainingThreads();
        var system = await StartSystemAsync(cancellation);
        var slots = system.ActorOf(SlotKeeper.Props, SlotKeeper.Name);
        if (options.Slots > 0)
        {
            system.ActorOf(
                NodeAgent.Props(new NodeParts(
                    NodeName, NodeCapacity.OfThisMachine(options.Slots), definitions, store.Checkpoints,
                    Path.Combine(store.Location, "work"), Path.Combine(store.Location, "logs"), threads,
                    TimeProvider.System)),
                NodeAgent.ActorName);
        }

        var parts = new ExperimentParts(
            store, slots, new KnownNames(definitions), spec => WithCode(spec, specs), TimeProvider.System,
            Environment.MachineName);
        var region = await ClusterSharding.Get(system).StartAsync(
            "experiments", name => ExperimentActor.Props(name, parts), ClusterShardingSettings.Create(system),
            new ExperimentExtractor());
        return new EmbeddedNode(system, region, threads, definitions, specs);
    }

    public async Task SubmitAsync(ExperimentSpec spec, TrainableDefinition trainable, CancellationToken cancellation)
    {
        _definitions[trainable.Name] = trainable;
        _specs[spec.Name] = spec;
        if (await _region.Ask(new SubmitExperiment(spec), AnswerWithin, cancellation) is Refused refused)
        {
            throw new InvalidExperimentException(spec.Name, refused.Problems);
        }
    }

    /// <summary>Asks an experiment for something.</summary>
    /// <exception cref="InvalidOperationException">It was refused; the message says why.</exception>
    public async Task AskAsync(IExperimentMessage message, CancellationToken cancellation)
    {
        if (await _region.Ask(message, AnswerWithin, cancellation) is Refused refused)
        {
            throw new InvalidOperationException(string.Join(" ", refused.Problems));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_specs.Keys.Select(name => AskAsync(new DrainExperiment(name), CancellationToken.None)));
        await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClrExitReason.Instance);
        _threads.Dispose();
    }

    private static async Task<ActorSystem> StartSystemAsync(CancellationToken cancellation)
    {
        var system = ActorSystem.Create("tune", EmbeddedConfig.Text.WithFallback(ClusterSharding.DefaultConfig()));
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cluster = Cluster.Get(system);
        cluster.RegisterOnMemberUp(() => up.TrySetResult());
        await cluster.JoinAsync(cluster.SelfAddress, cancellation);
        await up.Task.WaitAsync(cancellation);
        return system;
    }

    // Functions of a space are code: the journal has their names, the program lends them.
    private static ExperimentSpec WithCode(
        ExperimentSpec spec, ConcurrentDictionary<string, ExperimentSpec> known) =>
        known.TryGetValue(spec.Name, out var own) && own.Space.Equals(spec.Space)
            ? spec with { Space = own.Space }
            : spec;
}
