using Tune.Engine.Trials;

namespace Tune.Schedulers.Pasha;

/// <summary>A trial that came to the top rung from the one below it.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Below">Its score at the rung below.</param>
/// <param name="Top">Its score at the top rung.</param>
/// <param name="Curve">All its scores up to there.</param>
internal sealed record Contender(TrialId Trial, double Below, double Top, CurveValue[] Curve)
{
    /// <summary>
    /// How far apart the two are at the top, if their curves cross and cross back on the way; otherwise null. Compared
    /// where both have a score.
    /// </summary>
    public double? Noise(Contender other)
    {
        var (mine, theirs, sign, crossings) = (0, 0, 0, 0);
        while (mine < Curve.Length && theirs < other.Curve.Length)
        {
            var order = Curve[mine].Iteration.CompareTo(other.Curve[theirs].Iteration);
            if (order == 0)
            {
                var next = Curve[mine].Score.CompareTo(other.Curve[theirs].Score);
                crossings += next * sign < 0 ? 1 : 0;
                sign = next != 0 ? next : sign;
            }

            mine += order <= 0 ? 1 : 0;
            theirs += order >= 0 ? 1 : 0;
        }

        return crossings >= 2 ? Math.Abs(Top - other.Top) : null;
    }
}
