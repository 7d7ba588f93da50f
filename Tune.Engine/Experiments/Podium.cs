using Tune.Engine.Metrics;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>
/// The best trials of an experiment by the best reports on their lines, best first; the earliest report wins a tie.
/// </summary>
public sealed class Podium
{
    /// <summary>How many there are at most.</summary>
    public const int Places = 5;

    /// <summary>The best trials. Replaced, never changed in place: what was handed out stays as it was.</summary>
    public IReadOnlyList<Placed> Top { get; set; } = [];

    /// <summary>The best of the trials that are over for good, which nothing rolls back any more. A trial that failed
    /// is not among them: it may be reopened.</summary>
    public IReadOnlyList<Placed> Settled { get; set; } = [];

    /// <summary>A trial has a better report than before.</summary>
    public void Improve(TrialId trial, LinePoint best, Objective objective) =>
        Top = With(Top, new Placed(trial, best), objective);

    /// <summary>A trial is over, and did not fail.</summary>
    public void Settle(TrialId trial, LinePoint? best, Objective objective)
    {
        if (best is not null)
        {
            Settled = With(Settled, new Placed(trial, best), objective);
        }
    }

    /// <summary>Whether a place was won by a report that no longer stands.</summary>
    /// <param name="trial">The trial whose line may have been rolled back.</param>
    /// <param name="best">The best report on its line now.</param>
    public bool IsStale(TrialId trial, LinePoint? best)
    {
        foreach (var placed in Top)
        {
            if (placed.Trial == trial)
            {
                return placed.Best.Order != best?.Order;
            }
        }

        return false;
    }

    /// <summary>Counts again, after something was rolled back.</summary>
    /// <param name="going">Every trial that is not settled: those that are not over, and those that failed.</param>
    /// <param name="objective">What is compared.</param>
    public void Count(IEnumerable<(TrialId Trial, LinePoint? Best)> going, Objective objective)
    {
        var top = Settled;
        foreach (var (trial, best) in going)
        {
            if (best is not null)
            {
                top = With(top, new Placed(trial, best), objective);
            }
        }

        Top = top;
    }

    private static IReadOnlyList<Placed> With(IReadOnlyList<Placed> top, Placed fresh, Objective objective)
    {
        if (top.Count == Places && !fresh.IsBefore(top[^1], objective))
        {
            return top;
        }

        var next = new List<Placed>(Places + 1);
        next.AddRange(top.Where(placed => placed.Trial != fresh.Trial));
        var at = next.FindIndex(other => fresh.IsBefore(other, objective));
        next.Insert(at < 0 ? next.Count : at, fresh);
        if (next.Count > Places)
        {
            next.RemoveAt(Places);
        }

        return next;
    }
}

/// <summary>A trial by its best report.</summary>
/// <param name="Trial">Which.</param>
/// <param name="Best">Its best report.</param>
public sealed record Placed(TrialId Trial, LinePoint Best)
{
    internal bool IsBefore(Placed other, Objective objective) =>
        objective.RankOf(Best.Iteration, Best.Score)
            .CompareTo(objective.RankOf(other.Best.Iteration, other.Best.Score)) is var order
        && (order > 0 || (order == 0 && Best.Order < other.Best.Order));
}
