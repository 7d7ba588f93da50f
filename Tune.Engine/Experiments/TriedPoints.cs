using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>
/// Which configurations of a finite space have been tried: while there are others, a searcher's suggestion that was
/// tried before is replaced by one that was not. Searchers that repeat on purpose get as many as they say
/// (<see cref="Ports.SearcherOptions.TrialsEach"/>), and given points as often as they are given.
/// </summary>
internal sealed class TriedPoints
{
    private const int DrawsMax = 32;

    // Only where constraints leave almost nothing of a space is so far a walk without meeting a new point.
    private const int StepsMax = 1_000_000;

    private readonly SearchSpace _space;
    private readonly ulong _seed;
    private readonly long _size;
    private readonly int _each;
    private readonly Dictionary<ulong, (int Tried, int Given)> _points = [];

    private TriedPoints(ExperimentSpec spec, long size) =>
        (_space, _seed, _size, _each) = (spec.Space, spec.Seed, size, spec.Searcher.TrialsEach());

    /// <summary>How many different ones have been tried.</summary>
    public int Count => _points.Count;

    /// <summary>Null where nothing is watched over: the space is not countable, the searcher goes through it in an
    /// order of its own, or what is tried are members of a population.</summary>
    public static TriedPoints? Of(ExperimentSpec spec) =>
        spec.TriesPointsOnce && !spec.Searcher.IsFinite() && !spec.Scheduler.IsPopulation()
        && spec.Space.Dimensions > 0 && spec.Space.Cardinality is { } size
            ? new TriedPoints(spec, size)
            : null;

    /// <summary>Writes what was tried, or takes it.</summary>
    public void Carry(MemoryCarrier by) => by.Map(
        _points,
        static (by, point) => by.Word(point),
        static (by, times) => (by.Number(times.Tried), by.Number(times.Given)));

    /// <summary>A configuration is tried.</summary>
    public void Take(Configuration config, bool isGiven)
    {
        var (tried, given) = _points.GetValueOrDefault(config.Fingerprint);
        _points[config.Fingerprint] = (tried + 1, given + (isGiven ? 1 : 0));
    }

    /// <summary>What becomes of a suggestion.</summary>
    /// <returns>It, another configuration, or that nothing is left to try.</returns>
    public Suggestion Fresh(Suggestion suggestion, TrialId trial)
    {
        if (suggestion is not Suggestion.Use use || MayTry(use.Config))
        {
            return suggestion;
        }

        return Untried(use.Config, KeyedRandom.For(_seed, "engine/untried", trial.Number)) is { } config
            ? new Suggestion.Use(config)
            : Suggestion.Exhausted.Instance;
    }

    /// <summary>Whether every point was tried.</summary>
    public bool IsSpent() =>
        _points.Count > 0 && Untried(null, KeyedRandom.For(_seed, "engine/spent", _points.Count)) is null;

    private bool MayTry(Configuration config)
    {
        var (tried, given) = _points.GetValueOrDefault(config.Fingerprint);
        return tried < (long)_each * Math.Max(1, given);
    }

    // By chance first, as the space is distributed; then the next one in order.
    private Configuration? Untried(Configuration? repeat, KeyedRandom random)
    {
        if (_points.Count >= _size)
        {
            return null;
        }

        var config = _space.Sample(random);
        for (var draws = 1; draws < DrawsMax && WasTried(config); draws++)
        {
            config = _space.Sample(random);
        }

        var first = config;
        for (var steps = 0; steps < StepsMax; steps++)
        {
            if (!WasTried(config) && _space.Holds(config))
            {
                return config;
            }

            config = _space.After(config);
            if (config.Equals(first))
            {
                return null;
            }
        }

        return repeat;
    }

    private bool WasTried(Configuration config) => _points.ContainsKey(config.Fingerprint);
}
