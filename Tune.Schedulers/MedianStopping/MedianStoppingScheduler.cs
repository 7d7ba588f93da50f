using System.Runtime.InteropServices;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Milestones;

namespace Tune.Schedulers.MedianStopping;

/// <summary>
/// When trials are compared, and with whom. See README.md beside this file for the paper, the symbols and the
/// differences.
/// </summary>
/// <typeparam name="TTrial">What is remembered of a trial.</typeparam>
/// <typeparam name="TMean">The average of its results.</typeparam>
internal abstract class MedianStoppingScheduler<TTrial, TMean>(MedianStoppingOptions options)
    : IScheduler, ICarriesMemory
    where TTrial : MedianTrial<TMean>
{
    private readonly Dictionary<TrialId, TTrial> _live = [];

    // Those that failed with averages in comparisons, should they begin again.
    private readonly Dictionary<TrialId, TTrial> _failed = [];
    private readonly int _iterationsMax = options.MaxIterations ?? int.MaxValue;

    public Decision Judge(in Observation seen)
    {
        if (seen.Iteration >= options.MaxIterations)
        {
            return new Decision.Stop(StopReason.BudgetUsed, $"trained its {options.MaxIterations} iterations");
        }

        var trial = _live.GetValueOrDefault(seen.Trial);
        var mark = seen.IsPartial ? 0 : MarkMet(trial, seen.Iteration);
        return mark > 0 && CountAt(mark) >= options.MinTrials && WhyBehind(trial, seen, mark) is { } why
            ? new Decision.Stop(StopReason.Culled, why)
            : Decision.Continue.Instance;
    }

    public Proposal Propose(bool mayStartNew) =>
        mayStartNew ? Proposal.New.Instance : Proposal.Exhausted.Instance;

    public int NextMilestone(TrialId trial, int iteration)
    {
        var mark = _live.GetValueOrDefault(trial)?.Mark ?? 0;
        var next = mark == 0 ? options.GracePeriod : Math.Min((long)mark + options.Interval, _iterationsMax);
        return Math.Max((int)Math.Min(next, _iterationsMax), Milestone.After(iteration));
    }

    public void Observe(TrialFact fact)
    {
        switch (fact)
        {
            case TrialFact.Judged { Seen.IsPartial: false } judged:
                Record(judged.Seen);
                break;
            case TrialFact.Ended ended:
                End(ended);
                break;
            case TrialFact.Reopened when _failed.Remove(fact.Trial, out var failed):
                failed.Entered.ForEach(point => Withdraw(point.Mark, point.Mean, point.Number));
                break;
            default:
                break;
        }
    }

    public virtual void Carry(MemoryCarrier by)
    {
        by.Map(_live, static (by, id) => by.Trial(id), Trial);
        by.Map(_failed, static (by, id) => by.Trial(id), Trial);

        TTrial Trial(MemoryCarrier by, TTrial? trial)
        {
            trial ??= NewTrial();
            trial.Carry(by);
            return trial;
        }
    }

    protected abstract TTrial NewTrial();

    /// <summary>How many averages have entered a comparison.</summary>
    protected abstract int CountAt(int mark);

    /// <summary>An average joins a comparison.</summary>
    /// <returns>Its number there.</returns>
    protected abstract int Enter(int mark, TMean mean);

    /// <summary>An average leaves a comparison, because its trial begins again.</summary>
    protected abstract void Withdraw(int mark, TMean mean, int number);

    /// <summary>Why a trial that meets a comparison is behind the middle of the others; null if it is not.</summary>
    protected abstract string? WhyBehind(TTrial? trial, in Observation seen, int mark);

    // The highest comparison at or below the iteration; 0 if there is none, or if the trial has met it or a higher one.
    // A trial that jumps over comparisons is missing in those.
    private int MarkMet(TTrial? trial, int iteration)
    {
        if (iteration < options.GracePeriod)
        {
            return 0;
        }

        var mark = iteration - ((iteration - options.GracePeriod) % options.Interval);
        return mark > (trial?.Mark ?? 0) ? mark : 0;
    }

    private void Record(in Observation seen)
    {
        ref var trial = ref CollectionsMarshal.GetValueRefOrAddDefault(_live, seen.Trial, out _);
        trial ??= NewTrial();
        trial.Add(seen);
        var mark = MarkMet(trial, seen.Iteration);
        if (mark == 0)
        {
            return;
        }

        trial.Mark = mark;
        if (trial.TryMean(out var mean))
        {
            if (options.Peers == MedianPeers.All)
            {
                trial.Entered.Add((mark, mean, Enter(mark, mean)));
            }
            else
            {
                trial.Curve.Add((mark, mean));
            }
        }
    }

    private void End(TrialFact.Ended ended)
    {
        if (!_live.Remove(ended.Trial, out var trial))
        {
            return;
        }

        if (ended.Status == TrialStatus.Errored)
        {
            _failed[ended.Trial] = trial;
        }
        else
        {
            trial.Curve.ForEach(point => Enter(point.Mark, point.Mean));
        }
    }
}
