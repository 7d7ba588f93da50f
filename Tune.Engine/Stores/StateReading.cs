using Tune.Engine.Experiments;

namespace Tune.Engine.Stores;

/// <summary>The state of an experiment as its journal makes it.</summary>
/// <param name="State">The state.</param>
/// <param name="Position">How many events were read, those included that a snapshot stands for.</param>
/// <param name="FromSnapshot">How many a snapshot stands for; 0 if all were folded.</param>
public sealed record StateReading(ExperimentState State, long Position, long FromSnapshot);
