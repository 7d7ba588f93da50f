namespace Tune.Engine.Pareto;

/// <summary>
/// Compares results by several objectives at once. Values are turned so that larger is better
/// (<see cref="Metrics.Score.Value"/>); negative infinity stands for what was not measured.
/// </summary>
/// <remarks>Constrained domination as in Deb, Pratap, Agarwal and Meyarivan, "A fast and elitist multiobjective genetic
/// algorithm: NSGA-II", 2002, section VI.</remarks>
public static class Dominance
{
    /// <summary>Whether the left point is nowhere worse and somewhere better. Both have the same length.</summary>
    public static bool Dominates(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var isBetter = false;
        for (var i = 0; i < left.Length; i++)
        {
            if (left[i] < right[i])
            {
                return false;
            }

            isBetter |= left[i] > right[i];
        }

        return isBetter;
    }

    /// <summary>
    /// The same under constraints: what is feasible dominates what is not, of two infeasible points the one with the
    /// smaller violation dominates, and feasible points are compared by their objectives.
    /// </summary>
    /// <param name="left">The left point.</param>
    /// <param name="leftViolation">Its total violation: 0 is feasible, more is worse.</param>
    /// <param name="right">The right point.</param>
    /// <param name="rightViolation">Its total violation.</param>
    public static bool Dominates(
        ReadOnlySpan<double> left, double leftViolation, ReadOnlySpan<double> right, double rightViolation) =>
        leftViolation > 0 || rightViolation > 0
            ? leftViolation < rightViolation
            : Dominates(left, right);
}
