using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;
using Tune.Schedulers.Search.Carrying;
using Tune.Schedulers.Search.Outcomes;
using Tune.Schedulers.Search.Sequences;

namespace Tune.Schedulers.Search.Evolution;

/// <summary>
/// A genetic algorithm whose generations are whichever results came in last, so that no slot waits for a slow trial.
/// How a generation is thinned out is what tells its variants apart.
/// </summary>
/// <remarks>A paused trial has a result; when it goes on and ends, the new result takes the place of the old one.
/// </remarks>
internal sealed class GeneticSearcher(
    string name, int population, VariationRates rates, ISurvival survival, AlgorithmContext context) :
    ISearcher, ICarriesMemory
{
    private readonly Variation _variation = new(context.Space.Coordinates, rates);
    private readonly Goals _goals = new(context);
    private readonly OutcomeBook _book = new(context);
    private readonly ISearcher _startup = StartPoints.Of(context);
    private readonly Dictionary<TrialId, double[]> _points = [];
    private readonly HashSet<ulong> _tried = [];
    private readonly List<Individual> _children = [];
    private List<Individual> _parents = [];
    
    // The answer to the last question, good until the next fact.
    private (TrialId Trial, double[] Point, Configuration Config)? _last;

    /// <summary>How many generations have been thinned out.</summary>
    public int Generation { get; private set; }

    /// <summary>Those from which children are made; none before the first generation is complete.</summary>
    public IReadOnlyList<Individual> Parents => _parents;

    public Suggestion Suggest(TrialId trial) =>
        _parents.Count == 0 ? _startup.Suggest(trial) : new Suggestion.Use(Draw(trial).Config);

    public void Observe(TrialFact fact)
    {
        if (_parents.Count == 0)
        {
            _startup.Observe(fact);
        }

        if (fact is TrialFact.Added added)
        {
            _points[added.Trial] = PointOf(added);
            _tried.Add(added.Config.Fingerprint);
        }
        else if (fact is TrialFact.Reopened reopened)
        {
            _points[fact.Trial] = context.Space.ToUnit(reopened.Config);
        }
        else if (fact is TrialFact.Judged { Decision: Decision.CloneFrom clone })
        {
            _points[fact.Trial] = context.Space.ToUnit(clone.Config);
        }

        if (_book.Observe(fact) is { } outcome && _points.TryGetValue(fact.Trial, out var point))
        {
            Take(outcome, point);
        }

        if (fact is TrialFact.Ended)
        {
            _points.Remove(fact.Trial);
        }

        _last = null;
    }

    public void Carry(MemoryCarrier by)
    {
        Generation = by.Number(Generation);
        by.List(_parents, Carry);
        by.List(_children, Carry);
        by.Map(
            _points, static (by, trial) => by.Trial(trial),
            (by, point) => by.Point(point, context.Space.Dimensions));
        by.Fingerprints(_tried);
        _book.Carry(by);
        if (_parents.Count == 0)
        {
            by.Inner(_startup);
        }
    }

    private Individual Carry(MemoryCarrier by, Individual? one) =>
        Individual.Carry(by, one, context.Space.Dimensions, context.Objectives.Length);

    // The point a configuration was made from says more than the configuration: it has genes that are not active.
    private double[] PointOf(TrialFact.Added added)
    {
        var drawn = _parents.Count == 0 ? default : Draw(added.Trial);
        return added.Config.Equals(drawn.Config) ? drawn.Point : context.Space.ToUnit(added.Config);
    }

    private void Take(TrialOutcome outcome, double[] point)
    {
        var values = _goals.Of(outcome.Metrics);
        var violation = MetricConstraint.Total(context.Constraints, outcome.Metrics);
        var one = new Individual(
            outcome.Trial, point, values, Stratum.Of(values, violation));
        if (_parents.FindIndex(other => other.Trial == one.Trial) is var parent and >= 0)
        {
            _parents[parent] = one;
            _parents = survival.Choose(_parents, population, Generation);
        }
        else if (_children.FindIndex(other => other.Trial == one.Trial) is var child and >= 0)
        {
            _children[child] = one;
        }
        else
        {
            _children.Add(one);
        }

        if (_children.Count == population)
        {
            List<Individual> all = [.. _parents.Concat(_children).OrderBy(other => other.Trial)];
            _parents = survival.Choose(all, population, Generation++);
            _children.Clear();
        }
    }

    private (double[] Point, Configuration Config) Draw(TrialId trial)
    {
        if (_last is { } last && last.Trial == trial)
        {
            return (last.Point, last.Config);
        }

        var random = KeyedRandom.For(context.Seed, $"{name}/draw", trial.Number);
        var (point, config) = FreshPoint.Of(context, _tried, random, Bred);
        _last = (trial, point, config);
        return (point, config);
    }

    private double[] Bred(KeyedRandom random) =>
        _variation.Child(Tournament(random).Point, Tournament(random).Point, random);

    // The better of two: the lower front, then more room, then the one that was drawn first.
    private Individual Tournament(KeyedRandom random)
    {
        var (one, other) = (_parents[random.NextInt(_parents.Count)], _parents[random.NextInt(_parents.Count)]);
        var isOther = other.Front < one.Front || (other.Front == one.Front && other.Room > one.Room);
        return isOther ? other : one;
    }
}
