using Tune.Engine.Trials;

namespace Tune.Engine.Simulation;

/// <summary>From here on a better value is known.</summary>
/// <param name="At">When, in virtual time since the start.</param>
/// <param name="Busy">The time all slots together had been taken until then: the cost so far.</param>
/// <param name="Trial">Who reported it.</param>
/// <param name="Iteration">At which iteration.</param>
/// <param name="Value">The objective in its own sign.</param>
public readonly record struct Incumbent(TimeSpan At, TimeSpan Busy, TrialId Trial, int Iteration, double Value);
