namespace Tune.Engine.Trials;

/// <summary>What an attempt has of one node.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Slots">Its slots, one or more.</param>
/// <param name="Each">What each of them stands for; null for what the experiment's <c>Resources</c> say.</param>
public sealed record NodeShare(string Node, SlotSet Slots, Resources? Each = null)
{
    /// <inheritdoc />
    public override string ToString() => $"{Node}/{Slots}";
}
