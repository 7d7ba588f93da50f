using Tune.Engine.Metrics;

namespace Tune.Schedulers.ResourceChanging;

/// <summary>What is remembered of a trial that is not over.</summary>
/// <param name="Looks">How many looks are behind it.</param>
/// <param name="Last">Its last score.</param>
/// <param name="State">What it is doing, as far as slots are concerned.</param>
internal readonly record struct Holder(int Looks, Score Last, HolderState State);
