using System.Runtime.InteropServices;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Ranking;

/// <summary>A trial's place in a ranking: better scores come first, equal ones by trial number.</summary>
/// <remarks>Packed to 12 bytes, because a rung may hold a million of them.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly struct Standing(Score score, TrialId trial) : IComparable<Standing>
{
    private readonly double _score = score.Value;

    public TrialId Trial { get; } = trial;

    /// <summary>Carries one in an algorithm's memory.</summary>
    public static Standing Carry(MemoryCarrier by, Standing one) =>
        new(Score.Of(by.Real(one._score), Mode.Max), by.Trial(one.Trial));

    public int CompareTo(Standing other)
    {
        var byScore = other._score.CompareTo(_score);
        return byScore != 0 ? byScore : Trial.CompareTo(other.Trial);
    }
}
