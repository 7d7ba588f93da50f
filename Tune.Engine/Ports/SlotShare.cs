using Tune.Engine.Trials;

namespace Tune.Engine.Ports;

/// <summary>What a running trial takes of its node.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Slots">How many slots, 1 or more.</param>
public readonly record struct SlotShare(TrialId Trial, int Slots);
