using Akka.Actor;
using Akka.Cluster;

namespace Tune.Clustering.Nodes;

/// <summary>
/// Watches those without whom a node is none: the lender of slots, the agent, the way to the experiments, and the
/// node's place in its cluster. When one of them is lost, for whatever reason, the node says so and ends: it would
/// otherwise look alive and answer nobody.
/// </summary>
internal sealed class NodeWarden : ReceiveActor
{
    public const string Name = "tune-warden";

    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly Action<string> _fallen;
    private bool _hasFallen;

    /// <param name="guarded">Who must be there, and what to call them in a sentence.</param>
    /// <param name="fallen">Told why the node ends.</param>
    public NodeWarden(IReadOnlyDictionary<IActorRef, string> guarded, Action<string> fallen)
    {
        _fallen = fallen;
        foreach (var actor in guarded.Keys)
        {
            Context.Watch(actor);
        }

        Receive<Terminated>(gone => Fall($"it has lost {guarded[gone.ActorRef]}"));
        Receive<ClusterEvent.IMemberEvent>(
            change => change.Member.UniqueAddress.Equals(_cluster.SelfUniqueAddress)
                && change is not (ClusterEvent.MemberJoined or ClusterEvent.MemberWeaklyUp or ClusterEvent.MemberUp),
            _ => Fall("it has been told to leave its cluster"));
    }

    public static Props Props(IReadOnlyDictionary<IActorRef, string> guarded, Action<string> fallen) =>
        Akka.Actor.Props.Create(() => new NodeWarden(guarded, fallen));

    protected override void PreStart() => _cluster.Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));

    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        Fall("it has lost its warden");
    }

    private void Fall(string why)
    {
        var shutdown = CoordinatedShutdown.Get(Context.System);
        if (_hasFallen || shutdown.ShutdownReason is CoordinatedShutdown.ActorSystemTerminateReason
            or CoordinatedShutdown.ClrExitReason)
        {
            // It is leaving as it was told to, or has said already why it must.
            return;
        }

        _hasFallen = true;
        _fallen($"The node ends: {why}. What was acknowledged is kept; start the program again to go on.");
        _ = shutdown.Run(CoordinatedShutdown.ClusterDowningReason.Instance);
    }
}
