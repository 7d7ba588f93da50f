using Tune.Engine.Trials;

namespace Tune.Engine.Results;

/// <summary>One value of one metric.</summary>
/// <param name="Iteration">Units of training done.</param>
/// <param name="Value">As reported, NaN included.</param>
/// <param name="UtcTicks">When it arrived, 100 ns ticks.</param>
/// <param name="Attempt">Which attempt reported it.</param>
public readonly record struct CurvePoint(int Iteration, double Value, long UtcTicks, Attempt Attempt);
