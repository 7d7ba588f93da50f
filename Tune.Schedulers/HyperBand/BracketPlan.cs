namespace Tune.Schedulers.HyperBand;

/// <summary>What the paper says about one bracket: how many trials, and where they are compared.</summary>
/// <param name="Size">How many trials begin, n.</param>
/// <param name="Rungs">The iterations at which they are compared, lowest first; R itself is not among them.</param>
/// <param name="ReductionFactor">eta.</param>
internal sealed record BracketPlan(long Size, int[] Rungs, int ReductionFactor)
{
    /// <summary>The number that says "no rung".</summary>
    public const int None = -1;

    /// <summary>
    /// How many trials may go beyond a rung: n / eta^(i + 1), rounded down. At least one, so that a bracket which the
    /// last trials of an experiment did not fill still trains somebody to the end.
    /// </summary>
    /// <param name="rung">i, from 0.</param>
    /// <param name="begun">How many trials the bracket has, <see cref="Size"/> once it is full.</param>
    public long Places(int rung, long begun)
    {
        for (var i = 0; i <= rung; i++)
        {
            begun /= ReductionFactor;
        }

        return Math.Max(begun, 1);
    }

    /// <summary>The highest rung at or below an iteration, or <see cref="None"/>.</summary>
    public int HighestAt(int iteration)
    {
        var rung = Rungs.Length - 1;
        while (rung >= 0 && Rungs[rung] > iteration)
        {
            rung--;
        }

        return rung;
    }
}
