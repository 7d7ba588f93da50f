using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Search.Repeat;

/// <summary>The repeats of one configuration, and what the searcher inside has been told of them.</summary>
internal sealed class RepeatGroup(TrialId id, Configuration config, int times)
{
    private readonly SortedDictionary<TrialId, RepeatCurve> _repeats = [];
    private int _told;
    private bool _isParked;

    /// <summary>Its number among the configurations.</summary>
    public TrialId Id => id;

    /// <summary>What is tried.</summary>
    public Configuration Config => config;

    /// <summary>Whether every repeat has ended.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Carries one in the searcher's memory; null is given while reading.</summary>
    public static RepeatGroup Carry(MemoryCarrier by, RepeatGroup? one, int times)
    {
        var (id, config) = (by.Trial(one?.Id ?? default), by.Config(one?.Config!));
        one ??= new RepeatGroup(id, config, times);
        by.Map(one._repeats, static (by, trial) => by.Trial(trial), static (by, curve) =>
        {
            curve ??= new RepeatCurve();
            curve.Carry(by);
            return curve;
        });
        (one._told, one._isParked) = (by.Number(one._told), by.Flag(one._isParked));
        return one;
    }

    public void Observe(TrialFact fact)
    {
        if (fact is TrialFact.Added)
        {
            _repeats.Add(fact.Trial, new RepeatCurve());
        }
        else
        {
            _repeats[fact.Trial].Observe(fact);
        }
    }

    /// <summary>What is to be told now: once all repeats are at rest, their mean curve and that it rests.</summary>
    public IEnumerable<TrialFact> News(Func<TrialId, int, MetricSet, Observation> observe)
    {
        var isAtRest = _repeats.Count == times && _repeats.Values.All(repeat => repeat.IsAtRest);
        if (_isParked && !isAtRest)
        {
            _isParked = false;
            yield return new TrialFact.Resumed(id);
        }

        if (!isAtRest)
        {
            yield break;
        }

        foreach (var (iteration, metrics) in RepeatMean.After(_told, [.. Voices().Select(repeat => repeat.Points)]))
        {
            _told = iteration;
            yield return new TrialFact.Judged(observe(id, iteration, metrics), Decision.Continue.Instance);
        }

        IsOver = _repeats.Values.All(repeat => repeat.End is not null);
        if (IsOver)
        {
            yield return new TrialFact.Ended(id, End());
        }
        else if (!_isParked)
        {
            _isParked = true;
            yield return new TrialFact.Parked(id, _told);
        }
    }

    // A repeat that broke says nothing about the configuration as long as another did not; one that was given another
    // configuration says nothing about this one.
    private IEnumerable<RepeatCurve> Voices() =>
        _repeats.Values.Where(repeat => !repeat.IsCloned && repeat.End != TrialStatus.Errored);

    private TrialStatus End()
    {
        var ends = Voices().Select(repeat => repeat.End).ToArray();
        return ends.Length == 0 ? TrialStatus.Errored
            : Array.TrueForAll(ends, end => end == TrialStatus.Completed) ? TrialStatus.Completed
            : TrialStatus.Stopped;
    }
}
