using MathNet.Numerics;
using Tune.Engine.Ports;
using Tune.Schedulers.Search.Carrying;

namespace Tune.Schedulers.Search.Tpe;

/// <summary>
/// One numeric coordinate of all kernels of a mixture: where they stand, how wide they are, and in which order, so that
/// a kernel that comes or goes changes the widths of its neighbours only.
/// </summary>
/// <remarks>
/// A kernel is a normal distribution cut off at 0 and 1. Its width is the larger gap to its two neighbours; the
/// outermost kernels have one neighbour, and the only kernel of all reaches to the farther end.
/// </remarks>
internal sealed class KernelColumn
{
    private static readonly double s_rootOfTwo = Math.Sqrt(2);
    private static readonly double s_rootOfHalfPi = Math.Sqrt(Math.PI / 2);

    // By slot.
    private double[] _centres = [];
    private double[] _cells = [];
    private double[] _widths = [];
    private double[] _scales = [];
    private double[] _logNorms = [];

    // By rising centre.
    private readonly LongList<double> _sorted = new();
    private readonly LongList<int> _slots = new();
    private int _count;

    // Never 0: an infinitely narrow kernel left behind in an empty slot would spoil the sums of its neighbours.
    private double _narrowest = TpeTuning.NarrowestEver;

    /// <summary>The centres, by slot.</summary>
    public ReadOnlySpan<double> Centres => _centres;

    /// <summary>The standard deviations, by slot.</summary>
    public ReadOnlySpan<double> Widths => _widths;

    /// <summary>1 / (width * square root of 2), by slot.</summary>
    public ReadOnlySpan<double> Scales => _scales;

    /// <summary>The logarithm of what each kernel's bell is divided by, by slot.</summary>
    public ReadOnlySpan<double> LogNorms => _logNorms;

    /// <summary>Makes room for so many kernels.</summary>
    public void Grow(int capacity)
    {
        Array.Resize(ref _centres, capacity);
        Array.Resize(ref _cells, capacity);
        Array.Resize(ref _widths, capacity);
        Array.Resize(ref _scales, capacity);
        Array.Resize(ref _logNorms, capacity);
    }

    /// <summary>No kernel is narrower than this. Fits all kernels anew when it changes.</summary>
    public void Bound(double narrowest)
    {
        if (narrowest == _narrowest)
        {
            return;
        }

        _narrowest = narrowest;
        for (var at = 0; at < _count; at++)
        {
            Fit(at);
        }
    }

    /// <summary>Adds a kernel in the next slot.</summary>
    public void Add(double centre, double cell)
    {
        var slot = _count++;
        (_centres[slot], _cells[slot]) = (centre, cell);
        var at = _sorted.BinarySearch(centre);
        at = at < 0 ? ~at : at;
        _sorted.Insert(at, centre);
        _slots.Insert(at, slot);
        Fit(at - 1);
        Fit(at);
        Fit(at + 1);
    }

    /// <summary>Takes a kernel away; the kernel of the last slot moves into its place.</summary>
    public void Remove(int slot)
    {
        var (at, last) = (PlaceOf(slot), --_count);
        _sorted.RemoveAt(at);
        _slots.RemoveAt(at);
        if (slot != last)
        {
            _slots[PlaceOf(last)] = slot;
            (_centres[slot], _cells[slot]) = (_centres[last], _cells[last]);
            (_widths[slot], _scales[slot], _logNorms[slot]) = (_widths[last], _scales[last], _logNorms[last]);
        }

        Fit(at - 1);
        Fit(at);
    }

    /// <summary>Puts a kernel of the memory into its slot; where it stands in the order comes with
    /// <see cref="Carry"/>.</summary>
    public void Place(int slot, double centre, double cell) => (_centres[slot], _cells[slot]) = (centre, cell);

    /// <summary>Carries the order of the kernels in the searcher's memory, in which equal centres stand as they came,
    /// and what takes long to work out.</summary>
    /// <param name="by">The carrier.</param>
    /// <param name="count">How many kernels there are.</param>
    /// <param name="narrowest">No kernel is narrower.</param>
    public void Carry(MemoryCarrier by, int count, double narrowest)
    {
        Bound(narrowest);
        _count = count;
        var (order, logNorms) = (by.Numbers(_slots.ToArray()), by.Point(_logNorms[..count], count));
        if (!by.IsReading)
        {
            return;
        }

        var (isThere, sorted) = (new bool[count], new double[count]);
        for (var at = 0; at < count; at++)
        {
            var slot = order.Length == count ? order[at] : -1;
            if (slot < 0 || slot >= count || isThere[slot] || (at > 0 && _centres[slot] < sorted[at - 1]))
            {
                throw new InvalidDataException($"the kernel in slot {slot} is out of order");
            }

            (isThere[slot], sorted[at]) = (true, _centres[slot]);
        }

        _sorted.Fill(sorted);
        _slots.Fill(order);

        logNorms.CopyTo(_logNorms, 0);
        for (var at = 0; at < count; at++)
        {
            _scales[order[at]] = ScaleOf(_widths[order[at]] = WidthAt(at));
        }
    }

    // The order among equal centres follows from the order of the facts, which a replay repeats.
    private int PlaceOf(int slot) => _slots.IndexOf(slot, _sorted.CountBelow(_centres[slot]));

    private void Fit(int at)
    {
        if (at < 0 || at >= _count)
        {
            return;
        }

        var (slot, centre, width) = (_slots[at], _sorted[at], WidthAt(at));
        var scale = ScaleOf(width);
        var inside = SpecialFunctions.Erf((1 - centre) * scale) + SpecialFunctions.Erf(centre * scale);
        (_widths[slot], _scales[slot]) = (width, scale);
        _logNorms[slot] = Math.Log(width * s_rootOfHalfPi * inside);
    }

    private static double ScaleOf(double width) => 1 / (width * s_rootOfTwo);

    private double WidthAt(int at)
    {
        var centre = _sorted[at];
        var left = centre - (at > 0 ? _sorted[at - 1] : 0);
        var right = (at < _count - 1 ? _sorted[at + 1] : 1) - centre;
        var gap = _count == 1 ? Math.Max(left, right)
            : at == 0 ? right
            : at == _count - 1 ? left
            : Math.Max(left, right);
        return Math.Min(Math.Max(gap, Math.Max(_narrowest, TpeTuning.CellShare * _cells[_slots[at]])), 1);
    }
}
