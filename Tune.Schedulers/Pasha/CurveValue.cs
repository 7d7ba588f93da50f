namespace Tune.Schedulers.Pasha;

/// <summary>A point of a learning curve.</summary>
/// <param name="Iteration">Where.</param>
/// <param name="Score">Larger is better.</param>
internal readonly record struct CurveValue(int Iteration, double Score);
