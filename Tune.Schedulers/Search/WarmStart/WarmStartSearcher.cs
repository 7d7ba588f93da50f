using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Carrying;
using Tune.Schedulers.Search.Outcomes;
using Tune.Schedulers.Search.Sequences;

namespace Tune.Schedulers.Search.WarmStart;

/// <summary>
/// Two searchers take turns. One is told of the earlier trials as of trials with negative numbers, the other is not,
/// and may make the more trials the better its own do. As the experiment's results come in, both are now and then made
/// anew from all that has happened, the first from fewer and fewer earlier trials; see README.md.
/// </summary>
internal sealed class WarmStartSearcher : ISearcher, ICarriesMemory
{
    private readonly WarmStartOptions _options;
    private readonly AlgorithmContext _inside;
    private readonly PlannedTrials _planned;
    private readonly Configuration[] _first;
    private readonly SourceModel[] _sources;
    private readonly Dictionary<TrialId, TrialOutcome> _own = [];
    private readonly List<TrialFact> _facts = [];
    private readonly OutcomeBook _book;
    private readonly EarnedShare _share = new();
    private ISearcher _untaught;

    // Null when nothing is left to be told: from then on the other one makes all trials.
    private ISearcher? _taught;
    private int _anewAt = 1;

    public WarmStartSearcher(WarmStartOptions options, AlgorithmContext context)
    {
        (_options, _book) = (options, new OutcomeBook(context));
        _planned = new PlannedTrials(context.GivenPoints);
        _first = Portfolio.Of(options.Priors, context.Space, options.Top);
        _inside = context with { GivenPoints = checked(context.GivenPoints + _first.Length) };
        _sources =
        [
            .. options.Priors.GroupBy(prior => prior.Source, StringComparer.Ordinal)
                .Select(source => new SourceModel([.. source], context.Space)),
        ];
        _untaught = Untaught();

        // With several objectives the earlier places say too little.
        _taught = options.Inner.TakesPriors() && context.Objectives.Length == 1 ? Teach() : null;
    }

    public Suggestion Suggest(TrialId trial)
    {
        var index = _planned.IndexOf(trial);
        return index >= 0 && index < _first.Length ? new Suggestion.Use(_first[index])
            : _taught is not null && _share.IsTaught(index) ? _taught.Suggest(trial)
            : _untaught.Suggest(trial);
    }

    public void Observe(TrialFact fact)
    {
        if (fact is TrialFact.Added added && _planned.Take(added) && _taught is not null)
        {
            var index = _planned.IndexOf(fact.Trial);
            _share.Note(fact.Trial, index < _first.Length || _share.IsTaught(index));
        }

        Tell(fact);
        if (_taught is null)
        {
            return;
        }

        _facts.Add(fact);
        if (_book.Observe(fact) is { } outcome)
        {
            _own[fact.Trial] = outcome;
            if (_own.Count >= _anewAt)
            {
                Renew();
            }
        }
    }

    // What the searchers would be made anew from is needed only as long as there are two.
    public void Carry(MemoryCarrier by)
    {
        _share.Carry(by);
        _planned.Carry(by);
        if (by.IsReading)
        {
            _untaught = Untaught();
        }

        by.Inner(_untaught);
        if (!by.Flag(_taught is not null))
        {
            _taught = null;
            return;
        }

        if (by.IsReading)
        {
            _taught = _options.Inner.Create(_inside);
        }

        by.Inner(_taught!);
        by.Map(
            _own, static (by, trial) => by.Trial(trial), static (by, outcome) => TrialOutcome.Carry(by, outcome));
        by.List(_facts, static (by, fact) => CarriedFact.Carry(by, fact));
        _book.Carry(by);
        _anewAt = by.Number(_anewAt);
    }

    // Between two renewals the share stays as it is, so that a searcher hears of a trial everything or nothing.
    private void Tell(TrialFact fact)
    {
        _taught?.Observe(fact);
        if (!_share.IsHidden(fact.Trial))
        {
            _untaught.Observe(fact);
        }
    }

    private void Renew()
    {
        _anewAt = _own.Count + Math.Max(1, _own.Count / 3);
        _untaught = Untaught();
        _taught = Teach();
        foreach (var fact in _facts)
        {
            Tell(fact);
        }

        if (_taught is null)
        {
            _facts.Clear();
        }
    }

    private ISearcher Untaught() => _options.Inner is ITakesPriors taking
        ? taking.Create(_inside, _options.Priors)
        : _options.Inner.Create(_inside);

    // The priors by quality, so that of equals the better one has the lower number.
    private ISearcher? Teach()
    {
        TrialOutcome[] own = [.. _own.Values.Order()];
        _share.Weigh(own);
        var room = 1 - (own.Length / (double)_options.Fade);
        PriorTrial[] kept =
        [
            .. _sources.SelectMany(source => source.Best(room * source.TrustAfter(own)))
                .OrderBy(prior => prior.Quality),
        ];
        if (kept.Length == 0)
        {
            return null;
        }

        var searcher = _options.Inner.Create(_inside);
        var order = Enumerable.Range(0, kept.Length).ToArray();
        KeyedRandom.For(_inside.Seed, "warm-start/order", own.Length).Shuffle<int>(order);
        foreach (var i in order)
        {
            Tell(searcher, new TrialId(i - kept.Length), kept[i], own);
        }

        return searcher;
    }

    private void Tell(ISearcher searcher, TrialId id, PriorTrial prior, TrialOutcome[] own)
    {
        // Before there is a scale of values any one will do.
        var like = own.Length == 0
            ? new TrialOutcome(id, prior.Config, Score.Of(1 - prior.Quality, Mode.Max), 0, prior.Iteration, true, [])
            : own[(int)Math.Round(prior.Quality * (own.Length - 1))];
        searcher.Observe(new TrialFact.Added(id, prior.Config));
        var value = _inside.Objective.ValueOf(like.Score);
        var seen = new Observation(
            id, Math.Max(1, like.Iteration), like.Score, MetricSet.Of((_inside.Objective.Metric, value)))
        {
            Violation = like.Violation,
        };
        searcher.Observe(new TrialFact.Judged(
            seen,
            like.IsWhole ? Decision.Continue.Instance : new Decision.Stop(StopReason.Culled, "an earlier trial")));
        searcher.Observe(new TrialFact.Ended(id, like.IsWhole ? TrialStatus.Completed : TrialStatus.Stopped));
    }
}
