using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;
using Tune.Schedulers.Search.Carrying;
using Tune.Schedulers.Search.Sequences;

namespace Tune.Schedulers.Search.Tpe;

/// <summary>The tree-structured Parzen estimator; see README.md in this folder.</summary>
internal sealed class TpeSearcher : ISearcher, ICarriesMemory
{
    // How often candidates are drawn again when none of them may be tried; chance after that.
    private const int Redraws = 8;

    private readonly AlgorithmContext _context;
    private readonly TpeOptions _options;

    // Only where there are several.
    private readonly Goals? _goals;
    private readonly TpeGroup[] _groups;
    private readonly Dictionary<int, TpeTrial> _trials = [];
    private readonly HashSet<ulong> _tried = [];
    private int _observed;

    public TpeSearcher(TpeOptions options, TpeTuning tuning, AlgorithmContext context)
    {
        (_context, _options) = (context, options);
        _goals = context.Objectives.Length > 1 ? new Goals(context) : null;
        var parameters = context.Space.Coordinates;
        _groups =
        [
            .. Enumerable.Range(0, parameters.Length)
                .GroupBy(c => options.Multivariate ? WhenOf(parameters[c]) : parameters[c].Name)
                .Select(TpeGroup (group) => _goals is null
                    ? new ScoreGroup(parameters, [.. group], tuning)
                    : new FrontGroup(parameters, [.. group], tuning)),
        ];
    }

    // Made when it is first needed: an experiment that is taken up again is past it.
    private ISearcher Startup => field ??= StartPoints.Of(_context);

    public Suggestion Suggest(TrialId trial) => _observed < _options.StartupTrials || _groups.Length == 0
        ? Startup.Suggest(trial)
        : new Suggestion.Use(FromModel(trial));

    public void Observe(TrialFact fact)
    {
        if (_observed < _options.StartupTrials)
        {
            Startup.Observe(fact);
        }

        switch (fact)
        {
            case TrialFact.Added added:
                Add(added);
                break;
            case TrialFact.Judged judged when _trials.TryGetValue(judged.Trial.Number, out var known):
                Take(judged, known);
                break;
            case TrialFact.Parked parked when _trials.TryGetValue(parked.Trial.Number, out var known):
                Rank(parked.Trial.Number, known, hasFailed: false);
                break;
            case TrialFact.Ended ended when _trials.TryGetValue(ended.Trial.Number, out var known):
                Rank(ended.Trial.Number, known, ended.Status == TrialStatus.Errored);
                break;
        }
    }

    public void Carry(MemoryCarrier by)
    {
        _observed = by.Number(_observed);
        by.Fingerprints(_tried);
        TpeMemory.Carry(
            by, _trials, _context.Space.Dimensions, _goals is null ? 0 : _context.Objectives.Length);
        foreach (var group in _groups)
        {
            group.Carry(by, _trials);
        }

        if (_observed < _options.StartupTrials)
        {
            by.Inner(Startup);
        }
    }

    private static string WhenOf(Parameter parameter) => string.Join(" and ", parameter.When);

    private void Add(TrialFact.Added added)
    {
        var known = new TpeTrial { Located = Locate(added.Config) };
        _trials[added.Trial.Number] = known;
        _tried.Add(added.Config.Fingerprint);
        Enter(added.Trial.Number, known);
    }

    private void Take(TrialFact.Judged judged, TpeTrial known)
    {
        if (!judged.Seen.IsPartial)
        {
            Rate(judged.Seen, known);
        }

        if (judged.Decision is Decision.CloneFrom clone)
        {
            Leave(judged.Trial.Number, known);
            known.Located = Locate(clone.Config);
            Enter(judged.Trial.Number, known);
        }
    }

    private void Rate(in Observation seen, TpeTrial known)
    {
        (known.Score, known.Violation) = (seen.Score, seen.Violation);
        if (_goals is not null)
        {
            known.Values = _goals.Of(seen.Metrics);
            known.Score = Goals.AreUsable(known.Values) ? known.Score : Score.Worst;
            if (known.Rank is { } rank)
            {
                Array.ForEach(_groups, group => group.Revalue(rank, known));
            }
        }
    }

    private void Rank(int trial, TpeTrial known, bool hasFailed)
    {
        Leave(trial, known);
        _observed += known.Rank is null ? 1 : 0;
        known.Rank = TpeRank.Of(trial, known, hasFailed);
        Enter(trial, known);
    }

    private void Enter(int trial, TpeTrial known)
    {
        foreach (var group in _groups)
        {
            if (known.Rank is { } rank)
            {
                group.Add(rank, known);
            }
            else if (_options.ConstantLiar)
            {
                group.AddPending(trial, known.Located);
            }
        }
    }

    private void Leave(int trial, TpeTrial known)
    {
        foreach (var group in _groups)
        {
            if (known.Rank is { } rank)
            {
                group.Remove(rank, known);
            }
            else if (_options.ConstantLiar)
            {
                group.RemovePending(trial, known.Located);
            }
        }
    }

    private double[] Locate(Configuration config)
    {
        var located = new double[_context.Space.Dimensions];
        foreach (var group in _groups)
        {
            group.Locate(config, located);
        }

        return located;
    }

    private Configuration FromModel(TrialId trial)
    {
        var random = KeyedRandom.For(_context.Seed, "tpe/draw", trial.Number);
        for (var draws = 0; draws < Redraws; draws++)
        {
            var candidates = new double[]?[]?[_groups.Length];
            for (var place = 0; place < _options.Candidates; place++)
            {
                var config = Compose(random, candidates!, place);
                if (IsAllowed(config) && !_tried.Contains(config.Fingerprint))
                {
                    return config;
                }
            }
        }

        return ChancePoint.Of(_context.Space, random, one => _tried.Contains(one.Fingerprint));
    }

    // The candidates of one place in each group's order, put together. A group is drawn when it turns out to be active.
    private Configuration Compose(KeyedRandom random, double[][]?[] candidates, int place)
    {
        Span<double> unit = stackalloc double[_context.Space.Dimensions];
        unit.Fill(0.5);
        for (var g = 0; g < _groups.Length; g++)
        {
            if (!_groups[g].IsConditional || _context.Space.FromUnit(unit).Has(_groups[g].Name))
            {
                candidates[g] ??= _groups[g].Candidates(random);
                _groups[g].Place(candidates[g]![place], unit);
            }
        }

        return _context.Space.FromUnit(unit);
    }

    private bool IsAllowed(Configuration config) =>
        _context.Space.Constraints.IsEmpty || _context.Space.Contains(config);
}
