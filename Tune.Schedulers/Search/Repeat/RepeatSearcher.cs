using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Search.Repeat;

/// <summary>
/// Which configuration a trial repeats is a function of its number: the points to evaluate come once each, then the
/// rest of their repeats, then every further configuration with all its repeats in a row. To the searcher inside, the
/// configurations are trials, numbered in that order.
/// </summary>
internal sealed class RepeatSearcher(ISearcher inner, int times, AlgorithmContext context) :
    ISearcher, ICarriesMemory
{
    private readonly Dictionary<int, RepeatGroup> _groups = [];

    // Enqueued by hand, in order: they repeat nothing, and nothing repeats them. Each report asks how many came before
    // its trial.
    private readonly List<TrialId> _byHand = [];

    public Suggestion Suggest(TrialId trial)
    {
        var number = GroupOf(trial.Number - _byHand.Count);
        return _groups.TryGetValue(number, out var group)
            ? new Suggestion.Use(group.Config)
            : inner.Suggest(new TrialId(number));
    }

    public void Observe(TrialFact fact)
    {
        var place = _byHand.BinarySearch(fact.Trial);
        if (fact is TrialFact.Added { ByHand: true } && place < 0)
        {
            _byHand.Insert(~place, fact.Trial);
            return;
        }

        if (place >= 0)
        {
            return;
        }

        var number = GroupOf(fact.Trial.Number - ~place);
        if (!_groups.TryGetValue(number, out var group))
        {
            if (fact is not TrialFact.Added added)
            {
                return;
            }

            group = _groups[number] = new RepeatGroup(new TrialId(number), added.Config, times);
            inner.Observe(new TrialFact.Added(group.Id, added.Config));
        }

        group.Observe(fact);
        foreach (var told in group.News(Observe))
        {
            inner.Observe(told);
        }

        if (group.IsOver)
        {
            _groups.Remove(number);
        }
    }

    public void Carry(MemoryCarrier by)
    {
        by.List(_byHand, static (by, trial) => by.Trial(trial));
        by.Map(
            _groups, static (by, number) => by.Number(number),
            (by, group) => RepeatGroup.Carry(by, group, times));
        by.Inner(inner);
    }

    private int GroupOf(int trial)
    {
        var given = context.GivenPoints;
        return trial < given ? trial
            : trial < (long)given * times ? (trial - given) / (times - 1)
            : trial / times;
    }

    private Observation Observe(TrialId id, int iteration, MetricSet metrics) =>
        new(id, iteration, context.Objective.ScoreOf(metrics), metrics)
        {
            Violation = MetricConstraint.Total(context.Constraints, metrics),
        };
}
