using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>A report that counts as a result.</summary>
/// <param name="Attempt">Who reported it.</param>
/// <param name="Iteration">At which iteration.</param>
/// <param name="Score">Larger is better.</param>
/// <param name="Config">The trial's configuration at that time.</param>
/// <param name="Order">Its place among all reports of the experiment, from 1: the earliest wins a tie.</param>
public sealed record LinePoint(Attempt Attempt, int Iteration, Score Score, Configuration Config, long Order);
