using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Pasha;

/// <summary>A point of a learning curve.</summary>
/// <param name="Iteration">Where.</param>
/// <param name="Worth">What was reported there.</param>
internal readonly record struct CurveValue(int Iteration, Worth Worth);
