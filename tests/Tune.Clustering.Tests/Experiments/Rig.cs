using System.Collections.Concurrent;
using Akka.Actor;
using Akka.TestKit;
using Tune.Clustering.Children;
using Tune.Clustering.Experiments;
using Tune.Clustering.Protocol;
using Tune.Clustering.Nodes;
using Tune.Clustering.Placement;
using Tune.Clustering.Tests.Children;
using Tune.Clustering.Trials;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Results;
using Tune.Schedulers;

namespace Tune.Clustering.Tests.Experiments;

/// <summary>A whole node without a cluster around it: one experiment, its slots, its trials on threads.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tune-rig-").FullName;
    private readonly ChildPool _children = new(
        new ChildPoolOptions { Program = new ChildProgram(ChildFixture.Probe, []) });
    private readonly CancellationTokenSource _closing = new();
    private readonly ActorSpec _spec;
    private readonly TimeProvider _clock;
    private Task? _feed;
    private long _asked;
    private readonly TestProbe _listener;
    private readonly ActorSystem _system;
    private readonly IActorRef _slots;
    private readonly IReadOnlyDictionary<string, TrainableDefinition> _definitions;

    public Rig(ActorSpec spec, TrainableDefinition definition, int slots = 2, FlakyStore? store = null,
        TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        _spec = spec;
        Store = store ?? new FlakyStore();
        _system = spec.Sys;
        _listener = spec.CreateTestProbe();
        _definitions = new Dictionary<string, TrainableDefinition> { [definition.Name] = definition };
        _slots = _system.ActorOf(SlotKeeper.Props, SlotKeeper.Name);
        Node = StartNode("here", slots);
        Experiment = StartExperiment("sweep");
    }

    public FlakyStore Store { get; }

    /// <summary>Where the attempts' logs are.</summary>
    public string LogFolder => Path.Combine(_folder, "logs");

    public IActorRef Experiment { get; private set; }

    public IActorRef Node { get; }

    /// <summary>What was seen on the way to what was waited for.</summary>
    public List<ExperimentNews> News { get; } = [];

    public IActorRef StartExperiment(string name) => Experiment = _system.ActorOf(
        ExperimentActor.Props(name, new ExperimentParts(
            Store, _slots, [.. _definitions.Keys], new SpecJson(SchedulerCatalog.All), spec => spec, _clock, "host")
        {
            Program = Task.FromResult(new ProgramRecord { Name = "rig" }),
        }));

    public IActorRef StartNode(string name, int slots) => _system.ActorOf(NodeAgent.Props(new NodeParts(
        name, new NodeCapacity(slots, slots, 0, 1 << 30), _definitions, Store.Checkpoints,
        Path.Combine(_folder, name), LogFolder, _children,
        TimeProvider.System, () => Experiment)));

    /// <summary>Asks, and gives the answer without the name of the request.</summary>
    public async Task<Answer> AskAsync(ExperimentRequest request)
    {
        var answer = await Experiment.Ask<Answer>(
            request with { Id = new RequestId(Guid.Empty, ++_asked) }, TimeSpan.FromSeconds(30));
        return answer with { Id = default };
    }

    /// <summary>Kills the experiment's owner and starts another in its place, as the shard would.</summary>
    /// <param name="meanwhile">Done between the order to die and the death.</param>
    public async Task ReplaceOwnerAsync(Action? meanwhile = null)
    {
        var (old, died) = (Experiment, _spec.CreateTestProbe());
        died.Watch(old);
        old.Tell(Kill.Instance);
        meanwhile?.Invoke();
        await died.ExpectTerminatedAsync(old, TimeSpan.FromSeconds(30));
        StartExperiment("sweep");
        Listen();
    }

    /// <summary>Listens to the owner there is now.</summary>
    public void Listen() => Experiment.Tell(new Subscribe("sweep"), _listener.Ref);

    /// <summary>Submits, with somebody listening.</summary>
    public async Task<Answer> SubmitAsync(ExperimentSpec spec)
    {
        Experiment.Tell(new Subscribe(spec.Name), _listener.Ref);
        _feed ??= FollowAsync(spec.Name);
        return await AskAsync(new SubmitExperiment(spec));
    }

    /// <summary>Waits for news of a kind.</summary>
    public async Task<T> SeesAsync<T>(Func<T, bool> isIt)
        where T : ExperimentNews
    {
        while (true)
        {
            var news = await _listener.ExpectMsgAsync<ExperimentNews>(TimeSpan.FromSeconds(30));
            News.Add(news);
            if (news is T wanted && isIt(wanted))
            {
                return wanted;
            }
        }
    }

    /// <summary>Waits until the session is closed after something happened.</summary>
    public async Task<ExperimentGlance> ClosesAsync() =>
        (News.OfType<ExperimentEvents>().LastOrDefault() is { IsEnd: true } last
            ? last : await SeesAsync<ExperimentEvents>(static seen => seen.IsEnd)).Now;

    // What happens, under whichever owner, among what its owners say.
    private async Task FollowAsync(string experiment)
    {
        var feed = Store.EventsAsync(experiment, 0, _closing.Token);
        await foreach (var seen in ExperimentEvents.OfAsync(experiment, feed))
        {
            _listener.Tell(seen);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        if (_feed is { } feed)
        {
            await feed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _closing.Dispose();
        await _system.Terminate();
        _children.DisposeAsync().AsTask().Wait();
        await Store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
