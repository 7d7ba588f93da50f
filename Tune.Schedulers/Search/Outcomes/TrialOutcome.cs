using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Search.Outcomes;

/// <summary>What came of one trial, as searchers compare it: what is better comes first.</summary>
/// <remarks>
/// First what keeps to the constraints and was trained to its end, by score; then what keeps to them and was cut short,
/// the longest first, because a scheduler let it live, and then by score; then what breaks them, by how much; last what
/// has no usable score. Ties break by trial number.
/// </remarks>
/// <param name="Trial">Which trial.</param>
/// <param name="Config">What it tried.</param>
/// <param name="Score">Its best score among the reports with the least violation.</param>
/// <param name="Violation">The least violation of the constraints; 0 is feasible.</param>
/// <param name="Iteration">The highest iteration reached; 0 when it never reported.</param>
/// <param name="IsWhole">Whether it was trained to its end.</param>
/// <param name="Metrics">The last report.</param>
internal sealed record TrialOutcome(
    TrialId Trial, Configuration Config, Score Score, double Violation, int Iteration, bool IsWhole, MetricSet Metrics)
    : IComparable<TrialOutcome>
{
    public int CompareTo(TrialOutcome? other)
    {
        if (other is null)
        {
            return -1;
        }

        var mine = (Class, Violation, IsWhole ? 0 : -Iteration, -Score.Value, Trial.Number);
        var its = (other.Class, other.Violation, other.IsWhole ? 0 : -other.Iteration, -other.Score.Value,
            other.Trial.Number);
        return mine.CompareTo(its);
    }

    private int Class => Score.IsWorst ? 3 : Violation > 0 ? 2 : IsWhole ? 0 : 1;
}
