using Tune.Engine.Metrics;
using Tune.Engine.Ports;

namespace Tune.Schedulers.ResourceChanging;

/// <summary>What is remembered of a trial that is not over.</summary>
/// <param name="Looks">How many looks are behind it.</param>
/// <param name="Last">Its last score.</param>
/// <param name="State">What it is doing, as far as slots are concerned.</param>
internal readonly record struct Holder(int Looks, Score Last, HolderState State)
{
    /// <summary>Carries one in an algorithm's memory.</summary>
    public static Holder Carry(MemoryCarrier by, Holder one) =>
        new(by.Number(one.Looks), by.Score(one.Last), by.Choice(one.State));
}
