using Tune.Engine.Experiments;
using Tune.Engine.Results;

namespace Tune.Hosting.Observing;

/// <summary>What a watch of an experiment brings.</summary>
/// <param name="Position">The position of the next event: a watch from here goes on after this step.</param>
/// <param name="Events">What has happened since the step before, in order; empty in the first step.</param>
/// <param name="Now">Where the experiment stands: its <see cref="ExperimentSummary.Status"/> says whether it is paused
/// or over, and <see cref="ExperimentSummary.IsOpen"/> whether an owner had it open. As of the latest event that is
/// known, which may be later than these.</param>
public sealed record WatchStep(long Position, IReadOnlyList<ExperimentEvent> Events, ExperimentSummary Now);
