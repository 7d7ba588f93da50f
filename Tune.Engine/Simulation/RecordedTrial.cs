using System.Collections.Immutable;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Simulation;

/// <summary>A trial of an experiment that has run, with its curve.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Config">The configuration it was proposed with.</param>
/// <param name="Steps">Its reports, one or more, each at a higher iteration than the one before it; repeated iterations
/// are left out.</param>
/// <param name="Error">Why it broke in the end; null if it did not.</param>
public sealed record RecordedTrial(
    TrialId Trial, Configuration Config, ImmutableArray<RecordedStep> Steps, string? Error);
