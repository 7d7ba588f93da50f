using Akka.Actor;
using Akka.Cluster;

namespace Tune.Clustering.Membership;

/// <summary>
/// Knows which head has been in the cluster longest. Every node comes to the same answer by itself, and it changes only
/// when that head leaves. Used inside one actor, which passes the membership events on.
/// </summary>
internal sealed class OldestHead(IActorContext context)
{
    private readonly Cluster? _cluster =
        ((ExtendedActorSystem)context.System).Provider is IClusterActorRefProvider ? Cluster.Get(context.System) : null;
    private readonly HashSet<Member> _heads = [];
    private readonly HashSet<Member> _workers = [];

    /// <summary>Its address; null as long as none is known, and without a cluster.</summary>
    public Address? Address { get; private set; }

    /// <summary>Whether it is known and is another node than this one.</summary>
    public bool IsElsewhere => Address is not null && Address != _cluster!.SelfAddress;

    public void Subscribe() => _cluster?.Subscribe(
        context.Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
        typeof(ClusterEvent.IMemberEvent));

    public void Unsubscribe() => _cluster?.Unsubscribe(context.Self);

    /// <summary>Takes a membership event in.</summary>
    public void Take(ClusterEvent.IMemberEvent change)
    {
        if (change.Member.HasRole(Roles.Worker))
        {
            _workers.Remove(change.Member);
            if (change.Member.Status is not (MemberStatus.Removed or MemberStatus.Down))
            {
                _workers.Add(change.Member);
            }
        }

        if (!change.Member.HasRole(Roles.Head))
        {
            return;
        }

        _heads.Remove(change.Member);
        if (change.Member.Status is MemberStatus.Up or MemberStatus.Leaving)
        {
            _heads.Add(change.Member);
        }

        Address = _heads.Count == 0 ? null : _heads.Aggregate((a, b) => a.IsOlderThan(b) ? a : b).Address;
    }

    /// <summary>Whether every member that runs trials is at one of these addresses. Where there is no cluster it is
    /// this system alone.</summary>
    public bool IsAll(IReadOnlyCollection<Address> addresses) => _cluster is null
        ? addresses.Count > 0
        : _workers.Count > 0 && _workers.All(worker => addresses.Any(address =>
            address == worker.Address || (address.HasLocalScope && worker.Address == _cluster!.SelfAddress)));

    /// <summary>An actor of that head by its name, or of this node if no head is known.</summary>
    public ActorSelection Select(string name) =>
        context.ActorSelection(
            Address is null ? $"/user/{name}" : (new RootActorPath(Address) / "user" / name).ToString());
}
