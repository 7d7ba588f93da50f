using Tune.Engine.Ports;

namespace Tune.Schedulers.Pb2;

/// <summary>What one configuration has gained from one boundary to the next.</summary>
/// <param name="Time">When it began, in intervals.</param>
/// <param name="Before">The score there.</param>
/// <param name="Point">The coordinates, in [0, 1], of the parameters that may change.</param>
/// <param name="Value">The gain in score for one interval.</param>
internal readonly record struct Gain(double Time, double Before, double[] Point, double Value)
{
    /// <summary>Carries one in an algorithm's memory.</summary>
    public static Gain Carry(MemoryCarrier by, Gain one) => new(
        by.Real(one.Time), by.Real(one.Before), by.Reals(one.Point ?? []), by.Real(one.Value));
}
