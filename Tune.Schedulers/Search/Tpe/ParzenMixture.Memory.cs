using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.Tpe;

internal sealed partial class ParzenMixture
{
    /// <summary>Carries it in the searcher's memory: which trials are there, in which slots. Where they lie is
    /// known.</summary>
    /// <param name="by">The carrier.</param>
    /// <param name="locate">Writes where a trial lies, by axis; false if it lies nowhere here.</param>
    public void Carry(MemoryCarrier by, Locating locate)
    {
        by.List(_trials, static (by, trial) => by.Number(trial));
        var located = by.IsReading ? Take(locate) : [];
        for (var a = 0; a < _axes.Length; a++)
        {
            if (_columns[a] is { } column)
            {
                var cells = Array.ConvertAll(located.ElementAtOrDefault(a) ?? [], _axes[a].CellWidth);
                column.Carry(
                    by, located.ElementAtOrDefault(a), cells, TpeTuning.Narrowest(Count, _axes.Length));
            }
            else if (by.IsReading)
            {
                located[a].CopyTo(_choices[a], 0);
            }
        }

        _given = by.Optional(_given, (by, given) => CarryWeights(by, given));
        _isReady &= !by.IsReading;
    }

    private Dictionary<int, double> CarryWeights(MemoryCarrier by, IReadOnlyDictionary<int, double>? given)
    {
        var weights = new Dictionary<int, double>(Count);
        foreach (var trial in _trials)
        {
            weights.Add(trial, by.Real(given is null ? 0 : given[trial]));
        }

        return weights;
    }

    // Makes room for the trials that were read; gives where they lie, by axis and slot.
    private double[][] Take(Locating locate)
    {
        Grow(Count);
        var (trials, slots) = (_trials.ToArray(), Enumerable.Range(0, Count).ToArray());
        Array.Sort(trials, slots);
        _byAge.Clear();
        _byAge.AddRange(slots);
        double[][] located = [.. _axes.Select(_ => new double[Count])];
        Span<double> one = stackalloc double[_axes.Length];
        for (var slot = 0; slot < Count; slot++)
        {
            if ((slot > 0 && trials[slot] == trials[slot - 1]) || !locate(_trials[slot], one))
            {
                throw new InvalidDataException($"trial {_trials[slot]} does not belong into a mixture");
            }

            for (var a = 0; a < located.Length; a++)
            {
                located[a][slot] = one[a];
            }
        }

        return located;
    }
}
