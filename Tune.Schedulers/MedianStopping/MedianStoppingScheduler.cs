using System.Runtime.InteropServices;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.MedianStopping;

/// <summary>
/// For each comparison, the averages of the trials that have met it, in order: the median is one look. See README.md
/// beside this file for the paper, the symbols and the differences.
/// </summary>
internal sealed class MedianStoppingScheduler(MedianStoppingOptions options, AlgorithmContext context) : IScheduler
{
    private readonly Dictionary<int, RankTree<double>> _averages = [];
    private readonly Dictionary<TrialId, MedianTrial> _live = [];
    private readonly int _iterationsMax = options.MaxIterations ?? int.MaxValue;

    public Decision Judge(in Observation seen)
    {
        if (seen.Iteration >= options.MaxIterations)
        {
            return new Decision.Stop(StopReason.BudgetUsed, $"trained its {options.MaxIterations} iterations");
        }

        var trial = _live.GetValueOrDefault(seen.Trial);
        var mark = MarkMet(trial, seen.Iteration);
        if (mark == 0 || !_averages.TryGetValue(mark, out var averages) || averages.Count < options.MinTrials)
        {
            return Decision.Continue.Instance;
        }

        var best = trial is not null && trial.Best > seen.Score ? trial.Best : seen.Score;
        var median = Median(averages);
        return best.Value < median ? Cull(best, median, mark) : Decision.Continue.Instance;
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
            case TrialFact.Judged judged:
                Record(judged.Seen);
                break;
            case TrialFact.Ended ended:
                End(ended);
                break;
            default:
                break;
        }
    }

    private static double Median(RankTree<double> averages)
    {
        var (low, high) = (averages[(averages.Count - 1) / 2], averages[averages.Count / 2]);
        return low == high ? low : (low / 2) + (high / 2);
    }

    private Decision.Stop Cull(Score best, double median, int mark)
    {
        var limit = context.Objective.ValueOf(Score.Of(median, Mode.Max));
        var side = context.Objective.Mode == Mode.Max ? "below" : "above";
        return new Decision.Stop(StopReason.Culled, best.IsWorst
            ? FormattableString.Invariant($"no usable {context.Objective.Metric} by iteration {mark}")
            : FormattableString.Invariant(
                $"best {context.Objective.ValueOf(best):G6} {side} the median {limit:G6} at iteration {mark}"));
    }

    // The highest comparison at or below the iteration; 0 if there is none, or if the trial has met it or a higher one.
    // A trial that jumps over comparisons is missing in those.
    private int MarkMet(MedianTrial? trial, int iteration)
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
        trial ??= new MedianTrial();
        trial.Add(seen.Score);
        var mark = MarkMet(trial, seen.Iteration);
        if (mark == 0)
        {
            return;
        }

        trial.Mark = mark;
        if (trial.Mean is { } mean)
        {
            if (options.Peers == MedianPeers.All)
            {
                Enter(mark, mean);
            }
            else
            {
                trial.Curve.Add((mark, mean));
            }
        }
    }

    private void End(TrialFact.Ended ended)
    {
        if (_live.Remove(ended.Trial, out var trial) && ended.Status != TrialStatus.Errored)
        {
            trial.Curve.ForEach(point => Enter(point.Mark, point.Mean));
        }
    }

    private void Enter(int mark, double mean)
    {
        ref var averages = ref CollectionsMarshal.GetValueRefOrAddDefault(_averages, mark, out _);
        averages ??= new RankTree<double>();
        averages.Add(mean);
    }
}
