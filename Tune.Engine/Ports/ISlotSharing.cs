using Tune.Engine.Trials;

namespace Tune.Engine.Ports;

/// <summary>
/// A scheduler that also decides how many slots a trial gets. An attempt may take several slots of one node, and with
/// them as many times what one slot stands for: cores, graphics cards, memory. All other schedulers give every trial
/// one slot.
/// </summary>
/// <remarks>Both members are questions, like those of <see cref="IScheduler"/>: they change no memory.</remarks>
public interface ISlotSharing : IScheduler
{
    /// <summary>The most slots it would ever give to one trial, 1 or more.</summary>
    int SlotsMax { get; }

    /// <summary>
    /// In place of <see cref="IScheduler.Judge(in Observation)"/>: may also pause a trial so that it goes on with more
    /// or fewer slots.
    /// </summary>
    Decision Judge(in Observation seen, SlotView node);

    /// <summary>An attempt of a trial begins on a node: how many slots should it take there, 1 or more? Where fewer are
    /// free it gets fewer.</summary>
    int SlotsFor(TrialId trial, SlotView node);
}
