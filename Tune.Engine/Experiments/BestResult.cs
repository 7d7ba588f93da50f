using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>The best single report of an experiment so far; the earliest wins a tie.</summary>
/// <param name="Trial">Who reported it.</param>
/// <param name="Iteration">At which iteration.</param>
/// <param name="Score">Larger is better.</param>
/// <param name="Value">The objective in its own sign.</param>
/// <param name="Config">The trial's configuration at that time.</param>
public sealed record BestResult(TrialId Trial, int Iteration, Score Score, double Value, Configuration Config);
