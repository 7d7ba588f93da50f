using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Outcomes;

namespace Tune.Schedulers.Search.WarmStart;

/// <summary>
/// The searcher inside is told of the earlier trials as of trials with negative numbers. As the experiment's own
/// results come in, it is now and then made anew from fewer of them and from all that has happened; see README.md.
/// </summary>
internal sealed class WarmStartSearcher : ISearcher
{
    private readonly WarmStartOptions _options;
    private readonly AlgorithmContext _inside;
    private readonly int _given;
    private readonly Configuration[] _first;
    private readonly SourceModel[] _sources;
    private readonly Dictionary<TrialId, TrialOutcome> _own = [];
    private readonly List<TrialFact> _facts = [];
    private readonly OutcomeBook _book = new();
    private ISearcher _inner;
    private int _anewAt = 1;
    private bool _hasFaded;

    public WarmStartSearcher(WarmStartOptions options, AlgorithmContext context)
    {
        (_options, _given) = (options, context.GivenPoints);
        _first = Portfolio.Of(options.Priors, context.Space, options.Top);
        _inside = context with { GivenPoints = checked(context.GivenPoints + _first.Length) };
        _sources =
        [
            .. options.Priors.GroupBy(prior => prior.Source, StringComparer.Ordinal)
                .Select(source => new SourceModel([.. source], context.Space)),
        ];

        // With several objectives the earlier places say too little.
        _hasFaded = !options.Inner.TakesPriors() || context.Objectives.Length > 1;
        _inner = Make();
    }

    public Suggestion Suggest(TrialId trial)
    {
        var index = trial.Number - _given;
        return index >= 0 && index < _first.Length
            ? new Suggestion.Use(_first[index])
            : _inner.Suggest(trial);
    }

    public void Observe(TrialFact fact)
    {
        _inner.Observe(fact);
        if (_hasFaded)
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

    private void Renew()
    {
        _anewAt = _own.Count + Math.Max(1, _own.Count / 3);
        _inner = Make();
        foreach (var fact in _facts)
        {
            _inner.Observe(fact);
        }

        if (_hasFaded)
        {
            _facts.Clear();
        }
    }

    // The priors by quality, so that of equals the better one has the lower number.
    private ISearcher Make()
    {
        var inner = _options.Inner.Create(_inside);
        if (_hasFaded)
        {
            return inner;
        }

        TrialOutcome[] own = [.. _own.Values.Order()];
        var room = 1 - (own.Length / (double)_options.Fade);
        PriorTrial[] kept =
        [
            .. _sources.SelectMany(source => source.Best(room * source.TrustAfter(own)))
                .OrderBy(prior => prior.Quality),
        ];
        _hasFaded = kept.Length == 0;
        var order = Enumerable.Range(0, kept.Length).ToArray();
        KeyedRandom.For(_inside.Seed, "warm-start/order", own.Length).Shuffle<int>(order);
        foreach (var i in order)
        {
            Tell(inner, new TrialId(i - kept.Length), kept[i], own);
        }

        return inner;
    }

    private void Tell(ISearcher inner, TrialId id, PriorTrial prior, TrialOutcome[] own)
    {
        // Before there is a scale of values any one will do.
        var like = own.Length == 0
            ? new TrialOutcome(id, prior.Config, Score.Of(1 - prior.Quality, Mode.Max), 0, prior.Iteration, true, [])
            : own[(int)Math.Round(prior.Quality * (own.Length - 1))];
        inner.Observe(new TrialFact.Added(id, prior.Config));
        var value = _inside.Objective.ValueOf(like.Score);
        var seen = new Observation(
            id, Math.Max(1, like.Iteration), like.Score, MetricSet.Of((_inside.Objective.Metric, value)))
        {
            Violation = like.Violation,
        };
        inner.Observe(new TrialFact.Judged(
            seen,
            like.IsWhole ? Decision.Continue.Instance : new Decision.Stop(StopReason.Culled, "an earlier trial")));
        inner.Observe(new TrialFact.Ended(id, like.IsWhole ? TrialStatus.Completed : TrialStatus.Stopped));
    }
}
