using Tune.Engine.Ports;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Pasha;

/// <summary>A point of a learning curve.</summary>
/// <param name="Iteration">Where.</param>
/// <param name="Worth">What was reported there.</param>
internal readonly record struct CurveValue(int Iteration, Worth Worth)
{
    /// <summary>Carries one in an algorithm's memory.</summary>
    public static CurveValue Carry(MemoryCarrier by, CurveValue one) =>
        new(by.Number(one.Iteration), Worth.Carry(by, one.Worth));
}
