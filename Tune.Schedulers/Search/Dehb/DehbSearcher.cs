using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Carrying;
using Tune.Schedulers.Search.DifferentialEvolution;
using Tune.Schedulers.Search.Evolution;
using Tune.Schedulers.Search.Sequences;

namespace Tune.Schedulers.Search.Dehb;

/// <summary>
/// Differential evolution over budgets. A budget is an iteration at which the scheduler compared a trial with others,
/// or at which a trial completed. See README.md in this folder for the symbols and the differences.
/// </summary>
internal sealed class DehbSearcher : ISearcher, ICarriesMemory
{
    // A mutant takes three, and the target is a fourth.
    private const int Least = 4;

    private readonly DehbOptions _options;
    private readonly AlgorithmContext _context;
    private readonly DifferentialVariation _variation;
    private readonly ISearcher _startup;
    private readonly SortedDictionary<int, SubPopulation> _budgets = [];
    private readonly Dictionary<TrialId, DehbTrial> _live = [];
    private readonly HashSet<ulong> _tried = [];
    private int _asked;
    private (TrialId Trial, double[] Point, Configuration Config)? _last;

    public DehbSearcher(DehbOptions options, AlgorithmContext context)
    {
        (_options, _context) = (options, context);
        _variation = new DifferentialVariation(context.Space.Coordinates, options.Factor, options.CrossoverShare);
        _startup = StartPoints.Of(context);
    }

    // The first configurations fill the first population; until enough of them have a result, more of the same come.
    private bool IsStarting => _asked < _options.Population || Target < 0;

    // The highest budget of which enough is known; -1 if there is none.
    private int Target => _budgets.Where(budget => budget.Value.Count >= Math.Max(Least, _options.Population / 2))
        .Select(budget => budget.Key).LastOrDefault(-1);

    public Suggestion Suggest(TrialId trial) =>
        IsStarting ? _startup.Suggest(trial) : new Suggestion.Use(Draw(trial).Config);

    public void Observe(TrialFact fact)
    {
        if (IsStarting)
        {
            _startup.Observe(fact);
        }

        switch (fact)
        {
            case TrialFact.Added added:
                Add(added);
                break;
            case TrialFact.Reopened reopened:
                _live[fact.Trial] = new DehbTrial(
                    _context.Space.ToUnit(reopened.Config), Math.Max(0, fact.Trial.Number) % _options.Population);
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

        _last = null;
    }

    public void Carry(MemoryCarrier by)
    {
        var dimensions = _context.Space.Dimensions;
        _asked = by.Number(_asked);
        by.Map(
            _budgets, static (by, budget) => by.Number(budget),
            (by, population) => SubPopulation.Carry(by, population, _options.Population, dimensions));
        by.Map(
            _live, static (by, trial) => by.Trial(trial),
            (by, trial) => DehbTrial.Carry(by, trial, _options.Population, dimensions));
        by.Fingerprints(_tried);
        if (IsStarting)
        {
            by.Inner(_startup);
        }
    }

    private void Add(TrialFact.Added added)
    {
        var drawn = IsStarting ? default : Draw(added.Trial);
        var point = added.Config.Equals(drawn.Config) ? drawn.Point : _context.Space.ToUnit(added.Config);
        _live[added.Trial] = new DehbTrial(point, _asked % _options.Population);
        _tried.Add(added.Config.Fingerprint);
        _asked++;
    }

    private void End(TrialFact.Ended ended, DehbTrial trial)
    {
        if (ended.Status == TrialStatus.Errored)
        {
            foreach (var population in _budgets.Values)
            {
                population.Fail(ended.Trial);
            }
        }
        else if (trial.Rests(ended))
        {
            Count(trial);
        }
    }

    private void Count(DehbTrial trial)
    {
        if (!_budgets.TryGetValue(trial.Last.Iteration, out var population))
        {
            _budgets[trial.Last.Iteration] = population = new SubPopulation(_options.Population);
        }

        population.Take(new DehbMember(trial.Point, trial.Last), trial.Place);
    }

    private (double[] Point, Configuration Config) Draw(TrialId trial)
    {
        if (_last is { } last && last.Trial == trial)
        {
            return (last.Point, last.Config);
        }

        var random = KeyedRandom.For(_context.Seed, "dehb/draw", trial.Number);
        var (point, config) = FreshPoint.Of(_context, _tried, random, Bred);
        _last = (trial, point, config);
        return (point, config);
    }

    private double[] Bred(KeyedRandom random)
    {
        var budget = Target;
        var targets = _budgets[budget].Members;
        var target = targets[_asked % _options.Population % targets.Count];
        var parents = Parents(budget, target);
        random.Shuffle(parents.AsSpan());
        return _variation.Child(target.Point, (parents[0], parents[1], parents[2]), random);
    }

    // The best of the population below, as many as the target's population has; where they are too few, all others.
    private double[][] Parents(int budget, DehbMember target)
    {
        var below = _budgets.LastOrDefault(other => other.Key < budget).Value?.Ranked ?? [];
        var own = _budgets[budget];
        var pool = below.Take(Math.Max(own.Count, Least)).Where(one => one.Seen.Trial != target.Seen.Trial).ToList();
        if (pool.Count < Least)
        {
            pool.AddRange(own.Members.Where(one => one.Seen.Trial != target.Seen.Trial
                && !pool.Exists(other => other.Seen.Trial == one.Seen.Trial)));
        }

        return [.. pool.Select(one => one.Point)];
    }
}
