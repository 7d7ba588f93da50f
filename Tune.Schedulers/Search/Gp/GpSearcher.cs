using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Outcomes;
using Tune.Schedulers.Search.Sequences;

namespace Tune.Schedulers.Search.Gp;

/// <summary>Bayesian optimisation with a Gaussian process; see README.md in this folder.</summary>
internal sealed class GpSearcher : ISearcher, ICarriesMemory
{
    private const int CentresMax = 5;

    // A fit for every so many results there are.
    private const int RefitShare = 16;

    private readonly AlgorithmContext _context;
    private readonly GpOptions _options;
    private readonly ISearcher _startup;
    private readonly GpSpace _space;
    private readonly GpHistory _history;
    private readonly AcquisitionSearch _search;
    private readonly GpObjectives _objectives;
    private readonly GpFit[] _constraints;
    private int _nextFit;

    public GpSearcher(GpOptions options, AlgorithmContext context)
    {
        (_context, _options) = (context, options);
        _startup = StartPoints.Of(context);
        _space = new GpSpace(context.Space);
        _search = new AcquisitionSearch(_space, KeyedRandom.For(context.Seed, "gp/spread").NextWord());
        _objectives = new GpObjectives(context, _space.Columns.Weights);
        _history = new GpHistory(_space, _objectives, options.PointsMax, context);
        _constraints = [.. context.Constraints.Select(_ => new GpFit(_space.Columns.Weights))];
        _nextFit = options.StartupTrials;
    }

    public Suggestion Suggest(TrialId trial) => _history.Count < _options.StartupTrials || _space.Dimensions == 0
        ? _startup.Suggest(trial)
        : new Suggestion.Use(FromModel(trial));

    public void Observe(TrialFact fact)
    {
        if (_history.Count < _options.StartupTrials || _space.Dimensions == 0)
        {
            _startup.Observe(fact);
        }

        if (_history.Observe(fact) && _history.Count >= _nextFit && _space.Dimensions > 0)
        {
            _nextFit = _history.Count + Math.Max(1, _history.Count / RefitShare);
            Fit();
        }
    }

    public void Carry(MemoryCarrier by)
    {
        _history.Carry(by);
        _objectives.Carry(by);
        foreach (var constraint in _constraints)
        {
            constraint.Carry(by);
        }

        _nextFit = by.Number(_nextFit);
        if (_history.Count < _options.StartupTrials)
        {
            by.Inner(_startup);
        }
    }

    private void Fit()
    {
        var (outcomes, points) = _history.Apart();
        _objectives.Update(points, outcomes);
        for (var k = 0; k < _constraints.Length; k++)
        {
            _constraints[k].Update(points, GpHistory.Margins(outcomes, _context.Constraints[k]).Targets);
        }
    }

    private Configuration FromModel(TrialId trial)
    {
        var outcomes = _history.Chosen();
        var random = KeyedRandom.For(_context.Seed, "gp/search", trial.Number);
        var acquisition = Model(outcomes, random, out var centres);
        foreach (var (point, _) in _search.Run(acquisition, centres, trial.Number, random))
        {
            var config = _space.Configure(point);
            if (!_history.WasTried(config) && IsAllowed(config))
            {
                return config;
            }
        }

        return ChancePoint.Of(_context.Space, random, _history.WasTried);
    }

    private FeasibleImprovement Model(TrialOutcome[] outcomes, KeyedRandom random, out List<double[]> centres)
    {
        List<double[]> rows = [.. outcomes.Select(_history.Locate), .. _history.Pending()];
        var points = new GpPoints(_space.Columns, rows);
        var objectives = _objectives.Models(points, outcomes, random);
        var constraints = new (GpModel, double)[_constraints.Length];
        for (var k = 0; k < constraints.Length; k++)
        {
            var (targets, least) = GpHistory.Margins(outcomes, _context.Constraints[k]);
            constraints[k] = (new GpModel(points, targets, _constraints[k].Parameters), least);
        }

        if (!outcomes.Any(outcome => outcome.Violation <= 0))
        {
            centres = [.. outcomes.Order().Take(CentresMax).Select(outcome => _space.Locate(outcome.Config, 1))];
            return new FeasibleImprovement(null, constraints);
        }

        // The best is what the models make of the results, not the luckiest of them.
        var feasible = rows.Where((_, i) => i >= outcomes.Length || outcomes[i].Violation <= 0)
            .Select(row => AtEnd(row, objectives)).ToList();
        var direction = Direction.Across([.. feasible.Select(known => known.Means)], random);
        var ranked = feasible.Select(known => (known.Point, Value: direction.Of(known.Means)))
            .OrderByDescending(known => known.Value).Take(CentresMax).ToList();
        centres = [.. ranked.Select(known => known.Point)];
        return new FeasibleImprovement(
            objectives.Length == 1
                ? new LogImprovement(objectives[0], ranked[0].Value)
                : new RayImprovement(objectives, direction, ranked[0].Value),
            constraints);
    }

    private static (double[] Point, double[] Means) AtEnd(double[] row, GpModel[] models)
    {
        double[] point = [.. row[..^1], 1];
        return (point, Array.ConvertAll(models, model => model.MeanAt(point)));
    }

    private bool IsAllowed(Configuration config) =>
        _context.Space.Constraints.IsEmpty || _context.Space.Contains(config);
}
