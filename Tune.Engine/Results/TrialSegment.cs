using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Results;

/// <summary>A stretch of a trial that was trained with one configuration. A trial that is never cloned has one.
/// </summary>
/// <param name="Order">Where it begins in the experiment's history; rises over all trials.</param>
/// <param name="From">The iteration it goes on from; 0 for a fresh start.</param>
/// <param name="To">The last iteration that was reported in it; <paramref name="From"/> if none was.</param>
/// <param name="Config">What it was trained with.</param>
/// <param name="Donor">Whose checkpoint of iteration <paramref name="From"/> it took over; null for a fresh
/// start.</param>
public sealed record TrialSegment(long Order, int From, int To, Configuration Config, TrialId? Donor);
