using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Tune.Clustering.Membership;
using Tune.Clustering.Protocol;
using Tune.Clustering.Wire;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Placement;

/// <summary>
/// Lends the slots of all nodes to the experiments. There is one on every head; the one on the oldest head does the
/// work and the others pass on to it. Nothing here needs to be remembered: nodes offer themselves again and experiments
/// claim again. What they hold travels once, as it is lent and handed back; after that both sides compare a digest, and
/// only where that differs is everything told again.
/// </summary>
internal sealed class SlotKeeper : ReceiveActor, IWithTimers
{
    public const string Name = "tune-slots";

    // What an experiment ran goes on for a while when its owner is gone: its slots are not free at once.
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(45);

    // Experiments claim again every five seconds. One that holds what this keeper never lent had another keeper, and
    // so may others that have not spoken yet.
    private static readonly TimeSpan LearnFor = TimeSpan.FromSeconds(6);

    private readonly OldestHead _oldest = new(Context);
    private readonly Dictionary<string, (SlotNode Node, IActorRef Agent)> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SlotClient> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OwnerEpoch> _owners = new(StringComparer.Ordinal);
    private bool _isSettling;
    private bool _isLearning;
    private bool _hasLent;
    private long _asked;
    private long _served;

    public SlotKeeper()
    {
        Receive<ClusterEvent.IMemberEvent>(_oldest.Take);
        Receive<OfferNode>(message => Here(message, Offer));
        Receive<ClaimSlots>(message => Here(message, Claim));
        Receive<TellHoldings>(message => Here(message, Learn));
        Receive<ReturnSlots>(message => Here(message, Return));
        Receive<FindNodes>(message => Here(message, _ => Find()));
        Receive<AskFit>(message => Here(message, Fit));
        Receive<Terminated>(message => Gone(message.ActorRef));
        Receive<Forget>(message => GiveUp(message.Experiment));
        Receive<Learnt>(_ => StopLearning());
        Receive<Settle>(_ => SettleNow());
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

        if (known.Node?.Capacity != offer.Capacity)
        {
            _nodes[offer.Name] = (new SlotNode(offer.Name, offer.Capacity), Sender);
            Context.Watch(Sender);
            SettleSoon();
        }
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

        var known = _clients.GetValueOrDefault(claim.Experiment);
        if (known is null || !known.Ref.Equals(Sender))
        {
            known = _clients[claim.Experiment] = SlotClient.After(known, Sender);
            Timers.Cancel(claim.Experiment);
            Context.Watch(Sender);
        }

        var differs = known.Differs(claim);
        if (known.Take(claim))
        {
            if (!_hasLent && claim.Holdings.Count > 0)
            {
                StartLearning();
            }

            Sender.Tell(known.Ask(++_asked));
        }

        if (differs)
        {
            SettleSoon();
        }
    }

    private void Learn(TellHoldings part)
    {
        if (Of(part.Experiment) is { } client && client.Tell(part))
        {
            SettleSoon();
        }
    }

    private void Return(ReturnSlots message)
    {
        if (Hears(message.Experiment, message.Epoch) && Of(message.Experiment) is { } client)
        {
            client.Return(message);
            SettleSoon();
        }
    }

    private void Fit(AskFit question)
    {
        NodeCapacity?[] nodes = [question.Own, .. _nodes.Values.Select(node => node.Node.Capacity)];
        NodeCapacity[] working = [.. nodes.OfType<NodeCapacity>().Where(node => node.Slots > 0)];
        Sender.Tell(new FitAnswer(working.Length == 0 ? "" : Shortage.Of(question.Resources, working) ?? ""));
    }

    private SlotClient? Of(string experiment) =>
        _clients.TryGetValue(experiment, out var client) && client.Ref.Equals(Sender) ? client : null;

    private void Gone(IActorRef gone)
    {
        foreach (var name in _nodes.Where(node => node.Value.Agent.Equals(gone)).Select(node => node.Key).ToArray())
        {
            _nodes.Remove(name);
            foreach (var client in _clients.Values)
            {
                client.Held.Drop(name);
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

        SettleSoon();
    }

    private void GiveUp(string experiment)
    {
        if (_clients.TryGetValue(experiment, out var client) && client.Ref.IsNobody())
        {
            _clients.Remove(experiment);
            SettleSoon();
        }
    }

    private void StartLearning()
    {
        if (!_isLearning)
        {
            _isLearning = true;
            Timers.StartSingleTimer(nameof(Learnt), Learnt.Instance, LearnFor);
        }
    }

    private void StopLearning()
    {
        (_isLearning, _hasLent) = (false, true);
        SettleSoon();
    }

    // Whatever has come in meanwhile is settled in one plan.
    private void SettleSoon()
    {
        if (!_isSettling)
        {
            _isSettling = true;
            Self.Tell(Settle.Instance);
        }
    }

    private void SettleNow()
    {
        _isSettling = false;
        if (_isLearning)
        {
            return;
        }

        var claims = _clients.Values.Where(client => client.Claim is not null).Select(client => client.ToClaim());
        foreach (var line in SlotPlan.Of(_nodes.Values.Select(node => node.Node), claims))
        {
            if (!line.Granted.IsEmpty)
            {
                // What was lent now may have to be asked back for somebody who got nothing.
                SettleSoon();
            }

            var client = _clients[line.Experiment];
            Lend(client, line.Granted);
            var owed = new GiveBackSlots([.. line.Owed.Take(GiveBackSlots.NodesMax)]);
            if (!owed.Owed.SequenceEqual(client.Owed?.Owed ?? []))
            {
                client.Owed = owed;
                client.Ref.Tell(owed);
            }

            if (line.Why != client.Why)
            {
                client.Why = line.Why;
                client.Ref.Tell(new SlotsPending(line.Why));
            }
        }
    }

    private void Lend(SlotClient client, ImmutableArray<SlotGrant> grants)
    {
        foreach (var part in SlotParts.Of(grants))
        {
            _hasLent = true;
            client.Served = ++_served;
            var number = client.Grant([.. part.SelectMany(block => block.Unpack())]);
            client.Ref.Tell(new SlotsGranted(number, part, [
                .. part.Select(block => block.Node).Distinct()
                    .Select(name => new NodeContact(name, _nodes[name].Agent)),
            ]));
        }
    }

    private sealed record Forget(string Experiment) : INoSerializationVerificationNeeded;

    private sealed record Learnt : INoSerializationVerificationNeeded
    {
        public static readonly Learnt Instance = new();
    }

    private sealed record Settle : INoSerializationVerificationNeeded
    {
        public static readonly Settle Instance = new();
    }
}
