using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Simulation;

/// <summary>What a workload is told when an attempt begins.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Config">With which configuration.</param>
/// <param name="Iteration">Iterations already done by the checkpoint it starts from; 0 for a start from
/// nothing.</param>
/// <param name="Saved">What <see cref="ICourse.Save"/> returned for that checkpoint, or null.</param>
/// <param name="Seed">The experiment's seed.</param>
public readonly record struct CourseStart(
    TrialId Trial, Attempt Attempt, Configuration Config, int Iteration, object? Saved, ulong Seed);
