using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Pasha;

/// <summary>A trial that came to the top rung from the one below it.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Below">Its result at the rung below.</param>
/// <param name="Top">Its result at the top rung.</param>
/// <param name="Curve">All its results up to there.</param>
internal sealed record Contender(TrialId Trial, Worth Below, Worth Top, CurveValue[] Curve)
{
    /// <summary>Carries one in an algorithm's memory.</summary>
    public static Contender Carry(MemoryCarrier by, Contender? one) => new(
        by.Trial(one?.Trial ?? default), Worth.Carry(by, one?.Below ?? default), Worth.Carry(by, one?.Top ?? default),
        by.Items(one?.Curve ?? [], CurveValue.Carry));

    /// <summary>Whether the curves of the two cross and cross back. Compared where both have a result.</summary>
    public bool Crosses(Contender other)
    {
        var (mine, theirs, sign, crossings) = (0, 0, 0, 0);
        while (mine < Curve.Length && theirs < other.Curve.Length)
        {
            var order = Curve[mine].Iteration.CompareTo(other.Curve[theirs].Iteration);
            if (order == 0)
            {
                var next = Curve[mine].Worth.Against(other.Curve[theirs].Worth);
                crossings += next * sign < 0 ? 1 : 0;
                sign = next != 0 ? next : sign;
            }

            mine += order <= 0 ? 1 : 0;
            theirs += order >= 0 ? 1 : 0;
        }

        return crossings >= 2;
    }
}
