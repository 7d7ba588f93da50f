using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Carrying;
using Tune.Schedulers.Search.Outcomes;

namespace Tune.Schedulers.Search.Bohb;

/// <summary>
/// The paper's Algorithm 2. A budget is an iteration at which the scheduler compared a trial with others, or at which
/// a trial completed. See README.md beside this file for the symbols and the differences.
/// </summary>
internal sealed class BohbSearcher : ISearcher, ICarriesMemory
{
    private readonly BohbOptions _options;
    private readonly AlgorithmContext _context;
    private readonly int[] _choices;
    private readonly int _pointsMin;
    private readonly Dictionary<TrialId, BudgetedTrial> _live = [];
    private readonly SortedDictionary<int, BudgetPoints> _budgets = [];
    private readonly List<(TrialId Trial, double[] Point)> _failed = [];

    // What the facts so far amount to, worked out when first asked for.
    private BohbModel? _model;
    private bool _isStale;

    public BohbSearcher(BohbOptions options, AlgorithmContext context)
    {
        (_options, _context) = (options, context);
        _choices =
        [
            .. context.Space.Coordinates.Select(parameter =>
                parameter.Domain.IsOrdered ? 0 : checked((int)(parameter.Domain.Cardinality ?? 0))),
        ];
        _pointsMin = options.MinPoints ?? _choices.Length + 1;
    }

    public Suggestion Suggest(TrialId trial)
    {
        var random = KeyedRandom.For(_context.Seed, "bohb/suggest", trial.Number);
        var config = random.NextUnit() < _options.RandomShare ? null : FromModel(random);
        return new Suggestion.Use(config ?? _context.Space.Sample(random));
    }

    public void Observe(TrialFact fact)
    {
        switch (fact)
        {
            case TrialFact.Added added:
                _live[fact.Trial] = new BudgetedTrial(_context.Space.ToUnit(added.Config));
                break;
            case TrialFact.Reopened reopened:
                _live[fact.Trial] = new BudgetedTrial(_context.Space.ToUnit(reopened.Config));
                break;
            case TrialFact.Judged judged when _live.TryGetValue(fact.Trial, out var trial):
                if (trial.Judge(judged, _context.Space))
                {
                    Count(trial);
                }

                break;
            case TrialFact.Ended ended when _live.Remove(fact.Trial, out var trial):
                End(ended, trial);
                break;
            default:
                break;
        }
    }

    // The model follows from the rest.
    public void Carry(MemoryCarrier by)
    {
        var dimensions = _context.Space.Dimensions;
        by.Map(_live, static (by, trial) => by.Trial(trial), (by, trial) =>
        {
            var point = by.Point(trial?.Point, dimensions);
            trial ??= new BudgetedTrial(point);
            trial.Carry(by);
            return trial;
        });
        by.Map(
            _budgets, static (by, budget) => by.Number(budget),
            (by, points) => BudgetPoints.Carry(by, points, dimensions));
        by.List(_failed, (by, failed) => (by.Trial(failed.Trial), by.Point(failed.Point, dimensions)));
        _isStale |= by.IsReading;
    }

    // What failed is bad at every budget, also where it was paused with a good result.
    private void End(TrialFact.Ended ended, BudgetedTrial trial)
    {
        if (ended.Status == TrialStatus.Errored)
        {
            foreach (var points in _budgets.Values)
            {
                points.Remove(ended.Trial);
            }

            _failed.RemoveAll(failed => failed.Trial == ended.Trial);
            _failed.Add((ended.Trial, trial.Point));
            _isStale = true;
        }
        else if (trial.Rests(ended))
        {
            Count(trial);
        }
    }

    private void Count(BudgetedTrial trial)
    {
        var budget = trial.Last.Iteration;
        if (!_budgets.TryGetValue(budget, out var points))
        {
            _budgets[budget] = points = new BudgetPoints();
        }

        _failed.RemoveAll(failed => failed.Trial == trial.Last.Trial);
        points.Add(trial.Last, trial.Point);
        _isStale = true;
    }

    private Configuration? FromModel(KeyedRandom random)
    {
        if (Model() is not { } model)
        {
            return null;
        }

        // The best candidate whose configuration the space's constraints allow.
        var (best, promise) = ((Configuration?)null, double.NegativeInfinity);
        for (var i = 0; i < _options.Candidates; i++)
        {
            var candidate = model.Draw(random, _options.BandwidthFactor);
            var value = model.Promise(candidate);
            if (value > promise
                && _context.Space.FromUnit(candidate) is var config && _context.Space.Contains(config))
            {
                (best, promise) = (config, value);
            }
        }

        return best;
    }

    // The largest budget of which enough is known by its own results, or at least together with what failed.
    private BohbModel? Model()
    {
        if (_isStale)
        {
            var known = Largest(2 * _pointsMin)
                ?? (_failed.Count >= _pointsMin ? Largest(_pointsMin) : null);
            _model = known?.Model(_options, _pointsMin, _choices, [.. _failed.Select(failed => failed.Point)]);
            _isStale = false;
        }

        return _model;
    }

    private BudgetPoints? Largest(int count) => _budgets.Values.LastOrDefault(points => points.Count >= count);
}
