using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Search.Outcomes;

/// <summary>What came of one trial, as searchers compare it: what is better comes first.</summary>
/// <remarks>
/// First what keeps to the constraints, by score, whether it was trained to its end or cut short: what a scheduler let
/// live has had the time to become better. Then what breaks them, by how much; last what has no usable score. Ties
/// break by trial number.
/// </remarks>
/// <param name="Trial">Which trial.</param>
/// <param name="Config">What it tried.</param>
/// <param name="Score">Its best score among the reports with the least violation.</param>
/// <param name="Violation">The least violation of the constraints; 0 is feasible.</param>
/// <param name="Iteration">The highest iteration reached; 0 when it never reported.</param>
/// <param name="IsWhole">Whether it was trained to its end.</param>
/// <param name="Metrics">The last report that had all objectives in it.</param>
internal sealed record TrialOutcome(
    TrialId Trial, Configuration Config, Score Score, double Violation, int Iteration, bool IsWhole, MetricSet Metrics)
    : IComparable<TrialOutcome>
{
    /// <summary>Whether it failed for good: it has no usable score then, no metrics, and keeps to no constraint.
    /// </summary>
    public bool HasFailed { get; init; }

    /// <summary>Carries one in a searcher's memory; null is given while reading.</summary>
    public static TrialOutcome Carry(MemoryCarrier by, TrialOutcome? one) => new(
        by.Trial(one?.Trial ?? default), by.Config(one?.Config!), by.Score(one?.Score ?? default),
        by.Real(one?.Violation ?? 0), by.Number(one?.Iteration ?? 0), by.Flag(one?.IsWhole ?? false),
        by.Metrics(one?.Metrics!))
    {
        HasFailed = by.Flag(one?.HasFailed ?? false),
    };

    public int CompareTo(TrialOutcome? other)
    {
        if (other is null)
        {
            return -1;
        }

        var mine = (Class, Violation, -Score.Value, Trial.Number);
        return mine.CompareTo((other.Class, other.Violation, -other.Score.Value, other.Trial.Number));
    }

    private int Class => Score.IsWorst ? 2 : Violation > 0 ? 1 : 0;
}
