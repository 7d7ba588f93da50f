using Tune.Engine.Pareto;
using Tune.Engine.Ports;

namespace Tune.Schedulers.Ranking;

/// <summary>A result as it compares with another: by its score, or by dominance where one score does not say which is
/// better.</summary>
/// <param name="Score">Larger is better; enough where <paramref name="Values"/> is null.</param>
/// <param name="Values">The objectives, larger is better; null where the score decides.</param>
/// <param name="Violation">How far it is from keeping to the constraints.</param>
internal readonly record struct Worth(double Score, double[]? Values = null, double Violation = 0)
{
    /// <summary>What a report is worth.</summary>
    /// <param name="goals">Null where the score decides.</param>
    /// <param name="seen">The report, with a usable score.</param>
    public static Worth Of(Goals? goals, in Observation seen) => goals is null
        ? new Worth(seen.Score.Value)
        : new Worth(seen.Score.Value, goals.Of(seen.Metrics), seen.Violation);

    /// <summary>Carries one in an algorithm's memory.</summary>
    public static Worth Carry(MemoryCarrier by, Worth one) => new(
        by.Real(one.Score), by.Optional(one.Values, static (by, values) => by.Reals(values ?? [])),
        by.Real(one.Violation));

    /// <summary>Above 0 if it is better than the other, below 0 if worse, 0 if neither.</summary>
    public int Against(in Worth other) =>
        Values is null ? Score.CompareTo(other.Score)
        : Dominance.Dominates(Values, Violation, other.Values, other.Violation) ? 1
        : Dominance.Dominates(other.Values, other.Violation, Values, Violation) ? -1
        : 0;

    /// <summary>One number for each of some results, larger is better: its score, or its front among them.</summary>
    public static double[] Levels(IReadOnlyList<Worth> some)
    {
        if (some.Count == 0 || some[0].Values is null)
        {
            return [.. some.Select(one => one.Score)];
        }

        var fronts = ParetoFront.Ranks(
            [.. some.Select(one => one.Values!)], [.. some.Select(one => one.Violation)]);
        return [.. fronts.Select(front => -(double)front)];
    }
}
