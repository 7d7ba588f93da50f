using Tune.Engine.Spaces;

namespace Tune.Schedulers.Search.WarmStart;

/// <summary>A trial of an earlier experiment, as it is taken over into a new one.</summary>
/// <param name="Config">Its configuration, as one of the new space.</param>
/// <param name="Quality">Its place among the trials of its experiment: 0 is the best, 1 the worst. Values of different
/// experiments are not compared, places are.</param>
/// <param name="Iteration">How long it trained, 1 or more.</param>
/// <param name="Source">The name of its experiment.</param>
public sealed record PriorTrial(Configuration Config, double Quality, int Iteration, string Source);
