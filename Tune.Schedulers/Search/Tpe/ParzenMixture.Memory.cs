using Tune.Engine.Ports;
using Tune.Schedulers.Search.Carrying;

namespace Tune.Schedulers.Search.Tpe;

internal sealed partial class ParzenMixture
{
    /// <summary>Carries it in the searcher's memory: which trials are there, and in which slots. Where they lie is
    /// known.</summary>
    /// <param name="by">The carrier.</param>
    /// <param name="trials">What is known of all trials.</param>
    /// <param name="coordinates">The coordinate of each axis.</param>
    /// <param name="areWeighed">Whether the observations weigh by numbers of their own.</param>
    public void Carry(MemoryCarrier by, Dictionary<int, TpeTrial> trials, int[] coordinates, bool areWeighed)
    {
        var (slots, byAge) = (by.Numbers([.. _trials]), by.Numbers([.. _byAge]));
        if (by.IsReading)
        {
            Take(slots, byAge);
            Locate(trials, coordinates);
        }

        foreach (var column in _columns)
        {
            column?.Carry(by, Count, TpeTuning.Narrowest(Count, _axes.Length));
        }

        if (areWeighed)
        {
            CarryWeights(by);
        }

        _isReady &= !by.IsReading;
    }

    private void Take(int[] slots, int[] byAge)
    {
        Grow(slots.Length);
        _trials.Clear();
        _trials.AddRange(slots);
        _byAge.Clear();
        _byAge.AddRange(byAge);
        var isSound = slots.Length == byAge.Length;
        for (var age = 0; age < byAge.Length && isSound; age++)
        {
            isSound = byAge[age] >= 0 && byAge[age] < slots.Length
                && (age == 0 || slots[byAge[age - 1]] < slots[byAge[age]]);
        }

        if (!isSound)
        {
            throw new InvalidDataException($"{slots.Length} trials that are not in order");
        }
    }

    private void Locate(Dictionary<int, TpeTrial> trials, int[] coordinates)
    {
        for (var slot = 0; slot < Count; slot++)
        {
            if (!trials.TryGetValue(_trials[slot], out var known))
            {
                throw new InvalidDataException($"trial {_trials[slot]} is not known");
            }

            for (var a = 0; a < _axes.Length; a++)
            {
                var located = known.Located[coordinates[a]];
                if (!(located >= 0 && located <= Math.Max(1, _axes[a].Choices - 1)))
                {
                    throw new InvalidDataException($"trial {_trials[slot]} does not belong here");
                }

                _columns[a]?.Place(slot, located, _axes[a].CellWidth(located));
                if (_axes[a].Choices > 0)
                {
                    _choices[a][slot] = located;
                }
            }
        }
    }

    private void CarryWeights(MemoryCarrier by)
    {
        var carried = by.Point([.. _trials.Select(trial => by.IsReading ? 0 : _given![trial])], Count);
        if (by.IsReading)
        {
            _given = _trials.Index().ToDictionary(pair => pair.Item, pair => carried[pair.Index]);
        }
    }
}
