using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Search.Carrying;
using Tune.Schedulers.Search.Evolution;
using Tune.Schedulers.Search.Outcomes;
using Tune.Schedulers.Search.Sequences;

namespace Tune.Schedulers.Search.DifferentialEvolution;

/// <summary>Differential evolution without generations; see README.md in this folder.</summary>
internal sealed class DifferentialSearcher : ISearcher, ICarriesMemory
{
    private readonly DifferentialEvolutionOptions _options;
    private readonly AlgorithmContext _context;
    private readonly DifferentialVariation _variation;
    private readonly OutcomeBook _book;
    private readonly ISearcher _startup;
    private readonly (double[] Point, TrialOutcome Outcome)?[] _members;
    private readonly Displaced<(double[] Point, TrialOutcome Outcome)> _displaced = new();
    private readonly Dictionary<TrialId, (double[] Point, int Place)> _open = [];
    private readonly HashSet<ulong> _tried = [];
    private int _asked;
    private (TrialId Trial, double[] Point, Configuration Config)? _last;

    public DifferentialSearcher(DifferentialEvolutionOptions options, AlgorithmContext context)
    {
        (_options, _context, _book) = (options, context, new OutcomeBook(context));
        _variation = new DifferentialVariation(context.Space.Coordinates, options.Factor, options.CrossoverShare);
        _startup = StartPoints.Of(context);
        _members = new (double[], TrialOutcome)?[options.Population];
    }

    // Who is next to be challenged.
    private int Place => _asked % _members.Length;

    // Trials are asked for in the order of their numbers.
    private int PlaceOf(TrialId trial) => Math.Max(0, trial.Number) % _members.Length;

    // While the first ones come in, and as long as there are not four to make a difference.
    private bool IsStarting => _asked < _members.Length || _members.Count(member => member is not null) < 4;

    public Suggestion Suggest(TrialId trial) =>
        IsStarting ? _startup.Suggest(trial) : new Suggestion.Use(Draw(trial).Config);

    public void Observe(TrialFact fact)
    {
        if (IsStarting)
        {
            _startup.Observe(fact);
        }

        if (fact is TrialFact.Added added)
        {
            var drawn = IsStarting ? default : Draw(added.Trial);
            var point = added.Config.Equals(drawn.Config) ? drawn.Point : _context.Space.ToUnit(added.Config);
            _open[added.Trial] = (point, Place);
            _tried.Add(added.Config.Fingerprint);
            _asked++;
        }
        else if (fact is TrialFact.Reopened reopened)
        {
            _open[fact.Trial] = (_context.Space.ToUnit(reopened.Config), PlaceOf(fact.Trial));
        }
        else if (fact is TrialFact.Judged { Decision: Decision.CloneFrom clone }
            && _open.TryGetValue(fact.Trial, out var old))
        {
            _open[fact.Trial] = old with { Point = _context.Space.ToUnit(clone.Config) };
        }

        if (_book.Observe(fact) is { } outcome && _open.TryGetValue(fact.Trial, out var one))
        {
            Take(outcome, one.Point, one.Place);
        }

        if (fact is TrialFact.Ended)
        {
            _open.Remove(fact.Trial);
        }

        _last = null;
    }

    public void Carry(MemoryCarrier by)
    {
        _asked = by.Number(_asked);
        for (var place = 0; place < _members.Length; place++)
        {
            _members[place] = by.Optional(_members[place], Carry);
        }

        _displaced.Carry(by, _members.Length, Carry);
        by.Map(
            _open, static (by, trial) => by.Trial(trial),
            (by, open) => (by.Point(open.Point, _context.Space.Dimensions), by.Index(open.Place, _members.Length)));
        by.Fingerprints(_tried);
        _book.Carry(by);
        if (IsStarting)
        {
            by.Inner(_startup);
        }
    }

    private (double[] Point, TrialOutcome Outcome) Carry(
        MemoryCarrier by, (double[] Point, TrialOutcome Outcome) member) =>
        (by.Point(member.Point, _context.Space.Dimensions), TrialOutcome.Carry(by, member.Outcome));

    // A later result of the member itself takes the place of its earlier one, better or not. If that is that it has
    // failed, whoever had given way to it is back.
    private void Take(TrialOutcome outcome, double[] point, int place)
    {
        var isOwn = _members[place] is { } now && now.Outcome.Trial == outcome.Trial;
        if (outcome.HasFailed)
        {
            _displaced.Forget(outcome.Trial);
            if (isOwn && _displaced.TryReturn(place, out var back))
            {
                _members[place] = back;
                return;
            }
        }

        if (isOwn || _members[place] is not { } there)
        {
            _members[place] = (point, outcome);
        }
        else if (!Precedes(there.Outcome, outcome))
        {
            _displaced.Add(place, there.Outcome.Trial, there);
            _members[place] = (point, outcome);
        }
    }

    // Equals give way, so that the population moves on plains: only the trial number stands between them.
    private static bool Precedes(TrialOutcome old, TrialOutcome outcome) =>
        (old with { Trial = outcome.Trial }).CompareTo(outcome) < 0;

    private (double[] Point, Configuration Config) Draw(TrialId trial)
    {
        if (_last is { } last && last.Trial == trial)
        {
            return (last.Point, last.Config);
        }

        var random = KeyedRandom.For(_context.Seed, "differential/draw", trial.Number);
        var (point, config) = FreshPoint.Of(_context, _tried, random, Bred);
        _last = (trial, point, config);
        return (point, config);
    }

    private double[] Bred(KeyedRandom random)
    {
        int[] others =
        [
            .. Enumerable.Range(0, _members.Length).Where(place => place != Place && _members[place] is not null),
        ];
        random.Shuffle(others.AsSpan());
        double[] PointOf(int place) => _members[place]!.Value.Point;
        var target = _members[Place]?.Point ?? PointOf(others[^1]);
        return _variation.Child(target, (PointOf(others[0]), PointOf(others[1]), PointOf(others[2])), random);
    }
}
