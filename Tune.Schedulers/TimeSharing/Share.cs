namespace Tune.Schedulers.TimeSharing;

/// <summary>What is remembered of a trial that is not over.</summary>
/// <param name="Turns">How many turns of training are behind it.</param>
/// <param name="State">What it is doing, as far as turns are concerned.</param>
internal readonly record struct Share(int Turns, ShareState State);
