using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Tune.Clustering.Membership;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Placement;

/// <summary>
/// Lends the slots of all nodes to the experiments. There is one on every head; the one on the oldest head does the
/// work and the others pass on to it. Nothing here needs to be remembered: nodes offer themselves again and experiments
/// claim again, with what they hold.
/// </summary>
internal sealed class SlotKeeper : ReceiveActor, IWithTimers
{
    public const string Name = "tune-slots";

    // What an experiment ran goes on for a while when its owner is gone: its slots are not free at once.
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(45);

    private readonly OldestHead _oldest = new(Context);
    private readonly Dictionary<string, (SlotNode Node, IActorRef Agent)> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Client> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OwnerEpoch> _owners = new(StringComparer.Ordinal);

    public SlotKeeper()
    {
        Receive<ClusterEvent.IMemberEvent>(_oldest.Take);
        Receive<OfferNode>(message => Here(message, Offer));
        Receive<ClaimSlots>(message => Here(message, Claim));
        Receive<ReturnSlots>(message => Here(message, Return));
        Receive<FindNodes>(message => Here(message, _ => Find()));
        Receive<Terminated>(message => Gone(message.ActorRef));
        Receive<Forget>(message => GiveUp(message.Experiment));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props { get; } = Props.Create(() => new SlotKeeper());

    protected override void PreStart() => _oldest.Subscribe();

    protected override void PostStop() => _oldest.Unsubscribe();

    private void Here<T>(T message, Action<T> handle)
        where T : notnull
    {
        if (_oldest.IsElsewhere)
        {
            _oldest.Select(Name).Tell(message, Sender);
        }
        else
        {
            handle(message);
        }
    }

    private void Offer(OfferNode offer)
    {
        if (_nodes.TryGetValue(offer.Name, out var known) && !known.Agent.Equals(Sender))
        {
            Sender.Tell(new OfferRefused(
                $"The node name '{offer.Name}' is taken by {known.Agent.Path.Address}; give this node another."));
            return;
        }

        _nodes[offer.Name] = (new SlotNode(offer.Name, offer.Capacity), Sender);
        Context.Watch(Sender);
        Settle();
    }

    private void Find() => Sender.Tell(new NodesFound(
        [.. _nodes.Values.Select(node => new NodeContact(node.Node.Name, node.Agent))],
        _oldest.IsAll([.. _nodes.Values.Select(node => node.Agent.Path.Address)])));

    // An owner that another one has followed neither gets slots nor hands any back.
    private bool Hears(string experiment, OwnerEpoch epoch)
    {
        var isHeard = epoch >= _owners.GetValueOrDefault(experiment);
        if (isHeard)
        {
            _owners[experiment] = epoch;
        }
        else
        {
            Sender.Tell(new Superseded(experiment, _owners[experiment]));
        }

        return isHeard;
    }

    private void Claim(ClaimSlots claim)
    {
        if (!Hears(claim.Experiment, claim.Epoch))
        {
            return;
        }

        if (!_clients.TryGetValue(claim.Experiment, out var client) || !client.Ref.Equals(Sender))
        {
            client = new Client(Sender);
            client.Held.AddRange(claim.Held);
            _clients[claim.Experiment] = client;
            Timers.Cancel(claim.Experiment);
            Context.Watch(Sender);
        }

        client.Claim = new SlotClaim(claim.Experiment, claim.Resources, claim.Wanted, []);
        Settle();
    }

    private void Return(ReturnSlots message)
    {
        if (Hears(message.Experiment, message.Epoch)
            && _clients.TryGetValue(message.Experiment, out var client) && client.Ref.Equals(Sender))
        {
            var keys = message.Grants.Select(grant => grant.Key).ToHashSet();
            client.Held.RemoveAll(grant => keys.Contains(grant.Key));
            Settle();
        }
    }

    private void Gone(IActorRef gone)
    {
        foreach (var name in _nodes.Where(node => node.Value.Agent.Equals(gone)).Select(node => node.Key).ToArray())
        {
            _nodes.Remove(name);
            foreach (var client in _clients.Values)
            {
                client.Held.RemoveAll(grant => grant.Node == name);
            }
        }

        foreach (var name in _clients.Where(client => client.Value.Ref.Equals(gone)).Select(c => c.Key).ToArray())
        {
            if (_clients[name].Held.Count == 0)
            {
                _clients.Remove(name);
                continue;
            }

            _clients[name].Orphan();
            Timers.StartSingleTimer(name, new Forget(name), KeptFor);
        }

        Settle();
    }

    private void GiveUp(string experiment)
    {
        if (_clients.TryGetValue(experiment, out var client) && client.Ref.IsNobody())
        {
            _clients.Remove(experiment);
            Settle();
        }
    }

    private void Settle()
    {
        var claims = _clients.Values.Select(client => client.Claim! with { Held = [.. client.Held] });
        foreach (var line in SlotPlan.Of(_nodes.Values.Select(node => node.Node), claims))
        {
            var client = _clients[line.Experiment];
            if (!line.Granted.IsEmpty)
            {
                client.Held.AddRange(line.Granted);
                client.Ref.Tell(new SlotsGranted(line.Granted, Contacts(line.Granted)));
            }

            if (line.GiveBack != client.GiveBack)
            {
                client.GiveBack = line.GiveBack;
                client.Ref.Tell(new GiveBackSlots(line.GiveBack));
            }

            if (line.Why != client.Why)
            {
                client.Why = line.Why;
                client.Ref.Tell(new SlotsPending(line.Why));
            }
        }
    }

    private ImmutableArray<NodeContact> Contacts(ImmutableArray<SlotGrant> grants) =>
    [
        .. grants.Select(grant => grant.Node).Distinct().Select(name => new NodeContact(name, _nodes[name].Agent)),
    ];

    private sealed record Forget(string Experiment) : INoSerializationVerificationNeeded;

    private sealed class Client(IActorRef reference)
    {
        public IActorRef Ref { get; private set; } = reference;

        public List<SlotGrant> Held { get; } = [];

        public SlotClaim? Claim { get; set; }

        public int GiveBack { get; set; }

        public string Why { get; set; } = "";

        /// <summary>Its owner is gone: it keeps what it has and wants no more.</summary>
        public void Orphan()
        {
            Ref = ActorRefs.Nobody;
            Claim = Claim! with { Wanted = 0 };
        }
    }
}
