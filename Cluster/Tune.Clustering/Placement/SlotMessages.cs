using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Akka.Actor;
using Tune.Clustering.Wire;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Placement;

/// <summary>A node's agent, the sender, offers its slots.</summary>
internal sealed record OfferNode(string Name, NodeCapacity Capacity) : IWireMessage;

/// <summary>The offer was refused: the name is taken.</summary>
internal sealed record OfferRefused(string Why) : IWireMessage;

/// <summary>
/// An experiment, the sender, says what it wants in all and what it holds. Sent again it changes nothing; a keeper that
/// has never heard of the experiment believes what it says it holds.
/// </summary>
internal sealed record ClaimSlots(
    string Experiment, Resources Resources, int Wanted, ImmutableArray<SlotGrant> Held) : IWireMessage;

/// <summary>An experiment, the sender, hands slots back.</summary>
internal sealed record ReturnSlots(string Experiment, ImmutableArray<SlotGrant> Grants) : IWireMessage;

/// <summary>Slots for the experiment, with whom to talk to.</summary>
internal sealed record SlotsGranted(ImmutableArray<SlotGrant> Grants, ImmutableArray<NodeContact> Nodes) : IWireMessage;

/// <summary>The agent of a node.</summary>
[JsonConverter(typeof(ContactConverter))]
internal sealed record NodeContact(string Name, IActorRef Agent);

/// <summary>Others have less: hand over this many slots in all as they become free. The latest number counts.</summary>
internal sealed record GiveBackSlots(int Count) : IWireMessage;

/// <summary>Why the experiment has no slot; empty when it has.</summary>
internal sealed record SlotsPending(string Why) : IWireMessage;
