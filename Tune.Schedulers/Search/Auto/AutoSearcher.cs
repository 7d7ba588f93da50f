using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;
using Tune.Schedulers.Search.Carrying;
using Tune.Schedulers.Search.CmaEs;
using Tune.Schedulers.Search.Gp;
using Tune.Schedulers.Search.Outcomes;
using Tune.Schedulers.Search.Sequences;
using Tune.Schedulers.Search.Tpe;

namespace Tune.Schedulers.Search.Auto;

/// <summary>A portfolio of searchers over the same results; see README.md in this folder.</summary>
internal sealed class AutoSearcher : ISearcher, ICarriesMemory
{
    private readonly AlgorithmContext _context;
    private readonly OutcomeBook _book;
    private readonly Member[] _members;

    // Whose suggestion a trial without a result is.
    private readonly Dictionary<TrialId, Member> _by = [];
    private readonly IElite _elite;
    private readonly PlannedTrials _planned;
    private int _results;

    public AutoSearcher(AlgorithmContext context)
    {
        (_context, _members, _book) = (context, [.. MembersFor(context)], new OutcomeBook(context));
        _planned = new PlannedTrials(context.GivenPoints);
        _elite = context.Objectives.Length > 1 ? new BestFront(new Goals(context)) : new BestFew();
    }

    public Suggestion Suggest(TrialId trial) => Choose(trial).Searcher.Suggest(trial);

    public void Observe(TrialFact fact)
    {
        if (fact is TrialFact.Added added && _planned.Take(added))
        {
            _by[fact.Trial] = Choose(fact.Trial);
        }

        foreach (var member in _members.Where(member => member.TakesPart(_results)))
        {
            member.Searcher.Observe(fact);
        }

        if (_book.Observe(fact) is { } outcome)
        {
            Learn(outcome, fact is TrialFact.Ended { Status: TrialStatus.Errored });
        }
    }

    // A member that takes part no more is asked and told nothing: what it knew is of no use.
    public void Carry(MemoryCarrier by)
    {
        _results = by.Number(_results);
        _planned.Carry(by);
        _book.Carry(by);
        _elite.Carry(by);
        by.Map(
            _by, static (by, trial) => by.Trial(trial),
            (by, member) => _members[by.Index(Math.Max(0, Array.IndexOf(_members, member)), _members.Length)]);
        foreach (var member in _members)
        {
            member.Carry(by);
            if (member.TakesPart(_results))
            {
                by.Inner(member.Searcher);
            }
        }
    }

    private static IEnumerable<Member> MembersFor(AlgorithmContext context)
    {
        var parameters = context.Space.Coordinates;
        if (parameters.Length is > 0 and <= AutoRules.GpParametersMax)
        {
            yield return new Member(() => new GpOptions().Create(context), AutoRules.GpResultsMax);
        }

        yield return new Member(() => new TpeOptions().Create(context));
        if (context.Objectives.Length == 1 && parameters.All(parameter => parameter.IsAlwaysActive)
            && parameters.Count(parameter => parameter.Domain.IsOrdered) >= 2)
        {
            yield return new Member(() => new CmaEsOptions().Create(context));
        }
    }

    private Member Choose(TrialId trial)
    {
        Member[] members = [.. _members.Where(member => member.TakesPart(_results))];
        if (_results < AutoRules.Startup || members.Length == 1)
        {
            return members[0];
        }

        var all = members.Sum(member => member.Rate);
        var shared = 1 - (AutoRules.Floor * members.Length);
        var draw = KeyedRandom.For(_context.Seed, "auto/member", trial.Number).NextUnit();
        foreach (var member in members)
        {
            draw -= AutoRules.Floor + (shared * member.Rate / all);
            if (draw < 0)
            {
                return member;
            }
        }

        return members[^1];
    }

    // A trial counts for its member once, with its first result; the best are kept up to date.
    private void Learn(TrialOutcome outcome, bool hasFailed)
    {
        var isHit = _elite.Take(outcome, hasFailed);
        if (!_by.Remove(outcome.Trial, out var mine))
        {
            return;
        }

        _results++;
        if (_results > AutoRules.Startup)
        {
            foreach (var member in _members)
            {
                member.Learn(member == mine, isHit);
            }
        }
    }
}
