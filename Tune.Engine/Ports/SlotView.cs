namespace Tune.Engine.Ports;

/// <summary>What an experiment has of one node, and who takes it: a picture of this moment.</summary>
/// <param name="Held">How many slots of the node the experiment holds, 0 or more. Fewer than are taken if others have
/// asked for some of them.</param>
/// <param name="Taken">The trials that run there, lowest number first.</param>
/// <param name="MayStartNew">Whether a new trial could still come. Asks the searcher, so ask only when it
/// matters.</param>
public sealed record SlotView(int Held, IReadOnlyList<SlotShare> Taken, Func<bool> MayStartNew)
{
    /// <summary>How many other trials have lost their attempt and wait for a slot, here or on another node: they come
    /// before all else.</summary>
    public int Pending { get; init; }

    /// <summary>How many of the slots nobody uses; below 0 if more are taken than held.</summary>
    public int Free => Held - Taken.Sum(share => share.Slots);
}
