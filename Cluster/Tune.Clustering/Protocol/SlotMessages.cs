using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Akka.Actor;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Protocol;

/// <summary>A node's agent, the sender, offers its slots.</summary>
internal sealed record OfferNode(string Name, NodeCapacity Capacity) : IWireMessage;

/// <summary>The offer was refused: the name is taken.</summary>
internal sealed record OfferRefused(string Why) : IWireMessage;

/// <summary>
/// An experiment, the sender, says what it wants in all, and by a digest what it holds. Sent again it changes nothing.
/// A keeper that believes otherwise asks with <see cref="AskHoldings" />; one that has heard a later owner takes no
/// notice.
/// </summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Epoch">Under which its owner speaks.</param>
/// <param name="Resources">What one of its trials takes.</param>
/// <param name="Wanted">How many slots it could use in all, those it holds included.</param>
/// <param name="Policy">Its part of what several want.</param>
/// <param name="IsAgain">Whether nothing changed and it is only said again, as every few seconds.</param>
/// <param name="Holdings">What it holds.</param>
internal sealed record ClaimSlots(
    string Experiment, OwnerEpoch Epoch, Resources Resources, int Wanted, PlacementPolicy Policy, bool IsAgain,
    HoldingsMark Holdings) : IWireMessage;

/// <summary>What an experiment holds, in few bytes.</summary>
/// <param name="Granted">The number of the last grant it has taken in.</param>
/// <param name="Returned">How often it has handed slots back.</param>
/// <param name="Count">How many slots it holds.</param>
/// <param name="Digest">A sum over all of them that does not depend on their order.</param>
internal sealed record HoldingsMark(long Granted, long Returned, int Count, ulong Digest)
{
    public static HoldingsMark None { get; } = new(0, 0, 0, 0);
}

/// <summary>The keeper does not know what the experiment holds. Answered with <see cref="TellHoldings" />.</summary>
/// <param name="Number">Which question this is; later ones have higher numbers.</param>
/// <param name="Granted">The number of the last grant sent before it. Grants up to there that have not arrived by now
/// never will: they no longer count.</param>
internal sealed record AskHoldings(long Number, long Granted) : IWireMessage;

/// <summary>All that an experiment, the sender, holds, in parts.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Number">The question it answers.</param>
/// <param name="Part">Which part, from 1.</param>
/// <param name="Parts">How many there are.</param>
/// <param name="Returned">How often it had handed slots back by then.</param>
/// <param name="Slots">The slots of this part.</param>
internal sealed record TellHoldings(
    string Experiment, long Number, int Part, int Parts, long Returned, ImmutableArray<SlotBlock> Slots)
    : IWireMessage;

/// <summary>An experiment, the sender, hands slots back.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Epoch">Under which its owner speaks.</param>
/// <param name="Number">1, 2, 3 … from this sender.</param>
/// <param name="Slots">Which.</param>
internal sealed record ReturnSlots(
    string Experiment, OwnerEpoch Epoch, long Number, ImmutableArray<SlotBlock> Slots) : IWireMessage;

/// <summary>Slots for the experiment, with whom to talk to.</summary>
/// <param name="Number">One higher than that of the grant before it.</param>
/// <param name="Slots">Which.</param>
/// <param name="Nodes">The agents of their nodes.</param>
internal sealed record SlotsGranted(
    long Number, ImmutableArray<SlotBlock> Slots, ImmutableArray<NodeContact> Nodes) : IWireMessage;

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

/// <summary>Others have less: hand over these slots as they become free. The latest message counts.</summary>
internal sealed record GiveBackSlots(ImmutableArray<SlotDebt> Owed) : IWireMessage
{
    /// <summary>The most nodes in one message; what others owe comes when these are done.</summary>
    public const int NodesMax = 400;
}

/// <summary>Why the experiment has no slot; empty when it has.</summary>
internal sealed record SlotsPending(string Why) : IWireMessage;

/// <summary>Could any node ever run this? Answered with <see cref="FitAnswer" />.</summary>
/// <param name="Resources">What one trial takes.</param>
/// <param name="Own">The asker's own node, which may not have been heard of yet; null if it runs nothing.</param>
internal sealed record AskFit(Resources Resources, NodeCapacity? Own) : IWireMessage;

/// <summary>Whether some node could, were it empty.</summary>
/// <param name="Why">What is needed and what the largest node has; empty if one could, or no node is known yet.</param>
internal sealed record FitAnswer(string Why) : IWireMessage;
