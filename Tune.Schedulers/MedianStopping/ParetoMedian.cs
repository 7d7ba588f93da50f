using System.Runtime.InteropServices;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.MedianStopping;

/// <summary>The rule for several objectives or constraints: a trial is stopped if, whichever of its reports one takes,
/// more than half of the others' averages are ahead of it.</summary>
internal sealed class ParetoMedian(MedianStoppingOptions options, AlgorithmContext context)
    : MedianStoppingScheduler<ParetoTrial, Worth>(options)
{
    private readonly Dictionary<int, ParetoRanking> _averages = [];
    private readonly Goals _goals = new(context);
    private readonly bool _lastCounts = LastReport.Counts(context);

    // The ranking breaks ties by trial; averages have no other use for one.
    private int _entered;

    public override void Carry(MemoryCarrier by)
    {
        base.Carry(by);
        _entered = by.Number(_entered);
        by.Map(_averages, static (by, mark) => by.Number(mark), (by, averages) =>
        {
            averages ??= new ParetoRanking(_goals);
            averages.Carry(by);
            return averages;
        });
    }

    protected override ParetoTrial NewTrial() => new(_goals, _lastCounts);

    protected override int CountAt(int mark) => _averages.GetValueOrDefault(mark)?.Count ?? 0;

    protected override int Enter(int mark, Worth mean)
    {
        ref var averages = ref CollectionsMarshal.GetValueRefOrAddDefault(_averages, mark, out _);
        averages ??= new ParetoRanking(_goals);
        averages.Record(new TrialId(_entered), mean);
        return _entered++;
    }

    protected override void Withdraw(int mark, Worth mean, int number) => _averages[mark].Remove(new TrialId(number));

    protected override string? WhyBehind(ParetoTrial? trial, in Observation seen, int mark)
    {
        var averages = _averages[mark];
        var ahead = int.MaxValue;
        var (self, isUsable) = (new TrialId(int.MaxValue), !_goals.Checked(seen).Score.IsWorst);
        var earlier = trial is null || (_lastCounts && isUsable) ? [] : trial.Best;
        foreach (var worth in earlier.Concat(isUsable ? [Worth.Of(_goals, seen)] : []))
        {
            ahead = Math.Min(ahead, averages.Ahead(self, worth));
        }

        return ahead == int.MaxValue ? $"no usable {_goals.Names} by iteration {mark}"
            : 2L * ahead > averages.Count
                ? $"{ahead} of the {averages.Count} others are ahead at iteration {mark}, more than half of them"
            : null;
    }
}
