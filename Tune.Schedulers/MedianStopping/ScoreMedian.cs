using System.Runtime.InteropServices;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.MedianStopping;

/// <summary>The rule of the paper: for each comparison the averages of the trials that have met it, in order, so that
/// the median is one look.</summary>
internal sealed class ScoreMedian(MedianStoppingOptions options, AlgorithmContext context)
    : MedianStoppingScheduler<ScoreTrial, double>(options)
{
    private readonly Dictionary<int, RankTree<double>> _averages = [];
    private readonly bool _lastCounts = LastReport.Counts(context);

    public override void Carry(MemoryCarrier by)
    {
        base.Carry(by);
        by.Map(_averages, static (by, mark) => by.Number(mark), static (by, averages) =>
        {
            averages ??= new RankTree<double>();
            averages.Carry(by, static (by, mean) => by.Real(mean));
            return averages;
        });
    }

    protected override ScoreTrial NewTrial() => new(_lastCounts);

    protected override int CountAt(int mark) => _averages.GetValueOrDefault(mark)?.Count ?? 0;

    protected override int Enter(int mark, double mean)
    {
        ref var averages = ref CollectionsMarshal.GetValueRefOrAddDefault(_averages, mark, out _);
        averages ??= new RankTree<double>();
        averages.Add(mean);
        return 0;
    }

    protected override void Withdraw(int mark, double mean, int number) => _averages[mark].Remove(mean);

    protected override string? WhyBehind(ScoreTrial? trial, in Observation seen, int mark)
    {
        var isOlder = trial is not null && (_lastCounts ? seen.Score.IsWorst : trial.Best > seen.Score);
        var best = isOlder ? trial!.Best : seen.Score;
        var median = Median(_averages[mark]);
        return best.Value < median ? Why(best, median, mark) : null;
    }

    private static double Median(RankTree<double> averages)
    {
        var (low, high) = (averages[(averages.Count - 1) / 2], averages[averages.Count / 2]);
        return low == high ? low : (low / 2) + (high / 2);
    }

    private string Why(Score best, double median, int mark)
    {
        var limit = context.Objective.ValueOf(Score.Of(median, Mode.Max));
        var side = context.Objective.Mode == Mode.Max ? "below" : "above";
        var which = _lastCounts ? "" : "best ";
        return best.IsWorst
            ? FormattableString.Invariant($"no usable {context.Objective.Metric} by iteration {mark}")
            : which + FormattableString.Invariant(
                $"{context.Objective.ValueOf(best):G6} {side} the median {limit:G6} at iteration {mark}");
    }
}
