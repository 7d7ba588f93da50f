using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Carrying;
using Tune.Schedulers.Search.Outcomes;

namespace Tune.Schedulers.Search.CmaEs;

// CMA-ES. Hansen, "The CMA Evolution Strategy: A Tutorial", arXiv 1604.00772, 2016, with negative weights.
//   m, sigma, C, p_sigma, p_c      SearchDistribution          lambda, mu, w, c_1, c_mu, ...   RecombinationWeights
//   margin for whole numbers       CellMargin                  choices                         ChoiceTable
//   restarts                       RestNotice, RestartPlan
// Differs: a generation is whichever lambda results came in last, so no slot ever waits for a slow trial; results of
// trials that were drawn from an earlier distribution, or given by the user, count with a bounded length.
internal sealed class CmaEsSearcher : ISearcher, ICarriesMemory
{
    private const int TriesMax = 100;

    // In place of a generation.
    private const int Foreign = -1;
    private const int FromUnwarmed = -2;

    private readonly AlgorithmContext _context;
    private readonly OutcomeBook _book;
    private readonly Dictionary<TrialId, (double[] Point, int Generation)> _drawn = [];
    private readonly List<(TrialOutcome Outcome, double[] Point, int Generation)> _results = [];
    private readonly int[] _numeric;
    private readonly int[] _choices;
    private readonly CellMargin?[] _margins;
    private readonly RestartPlan _plan;
    private RecombinationWeights _run = null!;
    private SearchDistribution? _distribution;

    // In the first generation after a warm start every other trial is drawn from where it would be without one.
    private SearchDistribution? _unwarmed;
    private ChoiceTable[] _tables = [];
    private RestNotice _rest = null!;
    private int _generation;
    private (TrialId Trial, int Generation, double[] Point, Configuration Config)? _last;

    public CmaEsSearcher(CmaEsOptions options, AlgorithmContext context, double[][] good)
    {
        (_context, _book) = (context, new OutcomeBook(context));
        var all = Enumerable.Range(0, context.Space.Dimensions).ToArray();
        _numeric = [.. all.Where(i => context.Space.Coordinates[i].Domain.IsOrdered)];
        _choices = [.. all.Except(_numeric)];
        _margins = [.. _numeric.Select(i => CellMargin.Of(context.Space.Coordinates[i].Domain))];
        _plan = new RestartPlan(
            options.Restart, options.Population ?? RecombinationWeights.DefaultPopulation(all.Length), options.Sigma);
        Begin(Middle, good);
        _unwarmed = good.Length == 0 || _numeric.Length == 0 ? null
            : new SearchDistribution(_run, Middle, _plan.Sigma);
    }

    private double[] Middle => [.. _numeric.Select(_ => 0.5)];

    public Suggestion Suggest(TrialId trial) => new Suggestion.Use(Draw(trial).Config);

    public void Observe(TrialFact fact)
    {
        if (fact is TrialFact.Added added)
        {
            var (point, config) = Draw(added.Trial);
            _drawn[added.Trial] = config.Equals(added.Config)
                ? (point, IsUnwarmed(added.Trial) ? FromUnwarmed : _generation)
                : (_context.Space.ToUnit(added.Config), Foreign);
        }

        if (_book.Observe(fact) is { } outcome)
        {
            Take(outcome);
        }
    }

    public void Carry(MemoryCarrier by)
    {
        var length = _context.Space.Dimensions;
        _plan.Carry(by);
        if (by.IsReading)
        {
            Begin(Middle, []);
        }

        _distribution?.Carry(by);
        foreach (var table in _tables)
        {
            table.Carry(by);
        }

        _rest.Carry(by);
        _generation = by.Number(_generation);
        _unwarmed = by.Flag(_unwarmed is not null)
            ? _unwarmed ?? throw new InvalidDataException("a warm start that there is not")
            : null;

        _book.Carry(by);
        by.Map(
            _drawn, static (by, trial) => by.Trial(trial),
            (by, drawn) => (by.Point(drawn.Point, length), by.Number(drawn.Generation)));
        by.List(_results, (by, result) => (
            TrialOutcome.Carry(by, result.Outcome), by.Point(result.Point, length), by.Number(result.Generation)));
        _last = by.IsReading ? null : _last;
    }

    private void Take(TrialOutcome outcome)
    {
        if (_drawn.Remove(outcome.Trial, out var drawn))
        {
            _results.Add((outcome, drawn.Point, drawn.Generation));
            if (_results.Count == _run.Population)
            {
                Learn();
            }
        }
        else if (_results.FindIndex(result => result.Outcome.Trial == outcome.Trial) is var known and >= 0
            && (outcome.HasFailed || _results[known].Outcome.HasFailed))
        {
            // It was paused with a result, or had failed, and nothing has been learnt from that yet.
            _results[known] = _results[known] with { Outcome = outcome };
        }
    }

    // Where points are known that did well elsewhere, they say more than the mean.
    private void Begin(double[] mean, double[][] good)
    {
        _run = new RecombinationWeights(
            Math.Max(1, _numeric.Length), _plan.Population,
            _context.Rules >= 4 && _numeric.Length >= RecombinationWeights.DiagonalFrom);
        var warm = good.Length == 0 || _numeric.Length == 0 ? null
            : WarmDistribution.Of([.. good.Select(point => _numeric.Select(i => point[i]).ToArray())]);
        _distribution = _numeric.Length == 0 ? null
            : new SearchDistribution(_run, warm?.Mean ?? mean, warm?.Sigma ?? _plan.Sigma, warm?.Shape);
        _tables = [.. _choices.Select(i => new ChoiceTable(
            (int)_context.Space.Coordinates[i].Domain.Cardinality!.Value, [.. good.Select(point => point[i])]))];
        _rest = new RestNotice(_context.Space.Dimensions, _plan.Population);
    }

    private void Learn()
    {
        _results.Sort((a, b) => a.Outcome.CompareTo(b.Outcome));
        WeighWarmStart();
        var margin = 1.0 / (_run.Population * _context.Space.Dimensions);
        _distribution?.Learn(
            [.. _results.Select(result => _numeric.Select(i => result.Point[i]).ToArray())],
            [.. _results.Select(result => result.Generation != _generation)]);
        KeepMargins(margin);
        var freedom = _choices.Sum(i => _context.Space.Coordinates[i].Domain.Cardinality!.Value - 1);
        for (var i = 0; i < _tables.Length; i++)
        {
            var coordinates = _results.Select(result => result.Point[_choices[i]]).ToArray();
            _tables[i].Learn(coordinates, _run.Weights, _run.Mass / (_run.Mass + freedom), margin);
        }

        _generation++;
        _plan.Count(_results.Count);
        var isAtRest = _rest.Observe([.. _results.Select(result => result.Outcome)], _distribution);
        _results.Clear();
        if (isAtRest && _plan.IsRestarting)
        {
            var random = KeyedRandom.For(_context.Seed, "cmaes/restart", _plan.Restarts);
            _plan.Next(random.NextUnit(), random.NextUnit());
            Begin([.. _numeric.Select(_ => random.NextUnit())], []);
        }
    }

    private bool IsUnwarmed(TrialId trial) => _unwarmed is not null && trial.Number % 2 != 0;

    // A source that misleads loses most of the pairs of a trial that it has led to and one that it has not: the search
    // begins without it then, and learns from the same results.
    private void WeighWarmStart()
    {
        if (_unwarmed is null)
        {
            return;
        }

        _unwarmed = null;
        var (won, lost, before) = (0, 0, 0);
        var warm = _results.Count(result => result.Generation == _generation);
        foreach (var result in _results)
        {
            before += result.Generation == _generation ? 1 : 0;
            won += result.Generation == FromUnwarmed ? before : 0;
            lost += result.Generation == FromUnwarmed ? warm - before : 0;
        }

        if (won < lost)
        {
            Begin(Middle, []);
            for (var i = 0; i < _results.Count; i++)
            {
                var isOwn = _results[i].Generation == FromUnwarmed;
                _results[i] = _results[i] with { Generation = isOwn ? _generation : Foreign };
            }
        }
    }

    private void KeepMargins(double margin)
    {
        for (var k = 0; k < _numeric.Length; k++)
        {
            if (_margins[k] is { } cells)
            {
                var (mean, factor) = cells.Apply(_distribution!.Mean[k], _distribution.Deviation(k), margin);
                _distribution.Mean[k] = mean;
                _distribution.Scale[k] *= factor;
            }
        }
    }

    private (double[] Point, Configuration Config) Draw(TrialId trial)
    {
        if (_last is { } last && last.Trial == trial && last.Generation == _generation)
        {
            return (last.Point, last.Config);
        }

        var random = KeyedRandom.For(_context.Seed, "cmaes/draw", trial.Number);
        var point = new double[_context.Space.Dimensions];
        Configuration? config = null;
        for (var tries = 1; tries <= TriesMax && config is null; tries++)
        {
            var isInside = Fill(IsUnwarmed(trial) ? _unwarmed : _distribution, random, point);
            if (isInside || tries == TriesMax)
            {
                config = _context.Space.FromUnit(point);
                config = _context.Space.Contains(config) ? config : null;
            }
        }

        if (config is null)
        {
            // Where the distribution meets no configuration that the space allows, chance decides.
            config = _context.Space.Sample(random);
            point = _context.Space.ToUnit(config);
        }

        _last = (trial, _generation, point, config);
        return (point, config);
    }

    // A coordinate with cells may lie outside: the outer cells reach to infinity.
    private bool Fill(SearchDistribution? distribution, KeyedRandom random, double[] point)
    {
        Span<double> numbers = stackalloc double[_numeric.Length];
        distribution?.Draw(random, numbers);
        var isInside = true;
        for (var k = 0; k < _numeric.Length; k++)
        {
            isInside &= _margins[k] is not null || numbers[k] is >= 0 and <= 1;
            point[_numeric[k]] = _margins[k] is null ? Math.Clamp(numbers[k], 0, 1) : numbers[k];
        }

        for (var k = 0; k < _choices.Length; k++)
        {
            point[_choices[k]] = _tables[k].Draw(random);
        }

        return isInside;
    }
}
