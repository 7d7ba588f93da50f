using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Search.Outcomes;

/// <summary>What a searcher that tells budgets apart remembers of a trial that is not over. The report with which a
/// trial comes to rest is its result at the budget of that report.</summary>
/// <param name="point">Its configuration in the unit cube.</param>
internal class BudgetedTrial(double[] point)
{
    private bool _isCounted;

    /// <summary>Its configuration in the unit cube; a clone's is another one.</summary>
    public double[] Point { get; private set; } = point;

    /// <summary>Its last report that had all objectives in it, as of the training it has now; of iteration 0 while
    /// there is no report.</summary>
    public Observation Last { get; private set; }

    /// <summary>Carries all but the point, with which it is made.</summary>
    public void Carry(MemoryCarrier by)
    {
        _isCounted = by.Flag(_isCounted);
        Last = by.Optional(Last.Iteration > 0 ? Last : (Observation?)null, static (by, seen) => by.Seen(seen))
            ?? default;
    }

    /// <summary>Takes in a report.</summary>
    /// <returns>Whether the trial comes to rest with it.</returns>
    public bool Judge(TrialFact.Judged judged, SearchSpace space)
    {
        Last = judged.Seen.IsPartial && Last.Iteration > 0 ? Last with { Iteration = judged.Seen.Iteration }
            : judged.Seen;
        if (judged.Decision is Decision.CloneFrom clone)
        {
            Point = space.ToUnit(clone.Config);
        }

        return _isCounted = judged.Decision
            is Decision.Pause or Decision.Stop { Reason: StopReason.Culled or StopReason.BudgetUsed };
    }

    /// <summary>Whether it comes to rest by its end, with a report that was not its rest before.</summary>
    public bool Rests(TrialFact.Ended ended) =>
        ended.Status == TrialStatus.Completed && !_isCounted && Last.Iteration > 0;
}
