using Tune.Engine.Ports;

namespace Tune.Schedulers.TimeSharing;

/// <summary>What is remembered of a trial that is not over.</summary>
/// <param name="Turns">How many turns of training are behind it.</param>
/// <param name="State">What it is doing, as far as turns are concerned.</param>
internal readonly record struct Share(int Turns, ShareState State)
{
    /// <summary>Carries one in an algorithm's memory.</summary>
    public static Share Carry(MemoryCarrier by, Share one) => new(by.Number(one.Turns), by.Choice(one.State));
}
