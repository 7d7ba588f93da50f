using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Schedulers.Pbt;

namespace Tune.Schedulers.Pb2;

/// <summary>
/// Draws configurations and takes the one with the highest upper confidence bound of its gain. See README.md beside
/// this file for the paper, the symbols and the differences.
/// </summary>
/// <remarks>The fitted model is remembered until there is another fact: the same answer, sooner.</remarks>
internal sealed class BanditExplorer(Pb2Options options, AlgorithmContext context) : IExplorer
{
    // Two points say nothing about what is good; until there are more, chance decides.
    private const int GainsMin = 3;

    private readonly Parameter[] _mutable = [.. options.Mutable(context.Space)];
    private readonly Queue<Gain> _gains = new();
    private readonly SortedDictionary<TrialId, Gain> _begun = [];
    private GainModel? _model;

    public Configuration Explore(in Snapshot donor, long turn)
    {
        var candidates = Candidates(donor.Config, KeyedRandom.For(context.Seed, "pb2/candidates", turn));
        if (candidates.Count == 0 || _gains.Count < GainsMin)
        {
            return candidates.Count == 0 ? donor.Config : candidates[0];
        }

        _model ??= new GainModel([.. _gains], [.. _begun.Values], IsUnordered());
        var (time, before) = (TimeOf(donor), donor.Score.Value);
        var bounds = _model.UpperBounds(
            [.. candidates.Select(config => new Gain(time, before, PointOf(config), Value: 0))]);
        return candidates[Array.IndexOf(bounds, bounds.Max())];
    }

    public void Learn(TrialId trial, in Snapshot before, in Snapshot after)
    {
        _begun.Remove(trial);
        _model = null;
        var value = (after.Score.Value - before.Score.Value) * options.Interval / (after.Iteration - before.Iteration);
        if (!double.IsFinite(value))
        {
            return;
        }

        _gains.Enqueue(new Gain(TimeOf(before), before.Score.Value, PointOf(after.Config), value));
        if (_gains.Count > options.Window)
        {
            _gains.Dequeue();
        }
    }

    public void Began(TrialId trial, in Snapshot clone)
    {
        _begun[trial] = new Gain(TimeOf(clone), clone.Score.Value, PointOf(clone.Config), Value: 0);
        _model = null;
    }

    public void Left(TrialId trial)
    {
        _begun.Remove(trial);
        _model = null;
    }

    public void Carry(MemoryCarrier by)
    {
        var gains = _gains.ToList();
        by.List(gains, Gain.Carry);
        by.Map(_begun, static (by, id) => by.Trial(id), Gain.Carry);
        if (by.IsReading)
        {
            _gains.Clear();
            gains.ForEach(_gains.Enqueue);
            _model = null;
        }
    }

    // Drawn evenly where there is an order. A list without one keeps the donor's value half of the time, because its
    // other values say nothing about each other.
    private List<Configuration> Candidates(Configuration donor, KeyedRandom random)
    {
        var candidates = new List<Configuration>();
        for (var i = 0; i < options.Candidates; i++)
        {
            var wish = donor;
            foreach (var parameter in _mutable)
            {
                var (unit, keeps) = (random.NextUnit(), random.NextUnit() < 0.5);
                if (donor.Has(parameter.Name) && (parameter.Domain.IsOrdered || !keeps))
                {
                    wish = wish.With(parameter.Name, parameter.Domain.FromUnit(unit));
                }
            }

            if (context.Space.Repair(wish, random) is { } config)
            {
                candidates.Add(config);
            }
        }

        return candidates;
    }

    private double TimeOf(in Snapshot snapshot) => (double)snapshot.Iteration / options.Interval;

    private double[] PointOf(Configuration config) =>
        [.. _mutable.Select(parameter =>
            config.TryGet(parameter.Name, out var value) ? parameter.Domain.ToUnit(value) : 0.5)];

    private bool[] IsUnordered() => [.. _mutable.Select(parameter => !parameter.Domain.IsOrdered)];
}
