using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Akka.Actor;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Protocol;

/// <summary>A node's agent, the sender, offers its slots.</summary>
internal sealed record OfferNode(string Name, NodeCapacity Capacity) : IWireMessage;

/// <summary>The offer was refused: the name is taken.</summary>
internal sealed record OfferRefused(string Why) : IWireMessage;

/// <summary>
/// An experiment, the sender, says what it wants in all and what it holds. Sent again it changes nothing; a keeper that
/// has never heard of the experiment believes what it says it holds, and one that has heard a later owner takes no
/// notice.
/// </summary>
internal sealed record ClaimSlots(
    string Experiment, OwnerEpoch Epoch, Resources Resources, int Wanted, ImmutableArray<SlotGrant> Held)
    : IWireMessage;

/// <summary>An experiment, the sender, hands slots back.</summary>
internal sealed record ReturnSlots(
    string Experiment, OwnerEpoch Epoch, ImmutableArray<SlotGrant> Grants) : IWireMessage;

/// <summary>Slots for the experiment, with whom to talk to.</summary>
internal sealed record SlotsGranted(ImmutableArray<SlotGrant> Grants, ImmutableArray<NodeContact> Nodes) : IWireMessage;

/// <summary>An experiment, the sender, asks which nodes there are. Answered with NodesFound.</summary>
internal sealed record FindNodes(string Experiment) : IWireMessage;

/// <summary>The nodes that offer slots.</summary>
/// <param name="Nodes">All that are known.</param>
/// <param name="IsAll">Whether every member of the cluster that runs trials is among them: another name stands for a
/// node that is gone.</param>
internal sealed record NodesFound(ImmutableArray<NodeContact> Nodes, bool IsAll) : IWireMessage;

/// <summary>The agent of a node.</summary>
[JsonConverter(typeof(ContactConverter))]
internal sealed record NodeContact(string Name, IActorRef Agent);

/// <summary>Others have less: hand over this many slots in all as they become free. The latest number counts.</summary>
internal sealed record GiveBackSlots(int Count) : IWireMessage;

/// <summary>Why the experiment has no slot; empty when it has.</summary>
internal sealed record SlotsPending(string Why) : IWireMessage;
