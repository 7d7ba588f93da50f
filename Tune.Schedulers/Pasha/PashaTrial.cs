using Tune.Engine.Ports;
using Tune.Schedulers.Asha;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Pasha;

/// <summary>What PASHA remembers of a trial that is not over, beside what ASHA does.</summary>
internal sealed class PashaTrial
{
    /// <summary>Its usable results, by rising iteration.</summary>
    public List<CurveValue> Curve { get; } = [];

    /// <summary>The highest rung where it had a usable score, or <see cref="RungLadder.None"/>.</summary>
    public int Rung { get; set; } = RungLadder.None;

    /// <summary>The result there.</summary>
    public Worth AtRung { get; set; }

    /// <summary>Carries one in an algorithm's memory.</summary>
    public static PashaTrial Carry(MemoryCarrier by, PashaTrial? one)
    {
        one ??= new PashaTrial();
        by.List(one.Curve, CurveValue.Carry);
        one.Rung = by.Number(one.Rung);
        one.AtRung = Worth.Carry(by, one.AtRung);
        return one;
    }
}
