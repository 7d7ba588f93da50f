using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tune.Engine.Randomness;

namespace Tune.Schedulers.Search.Tpe;

/// <summary>
/// A density over some axes: a weighted sum of one kernel for each observation and a flat prior. A kernel is a product
/// over the axes of cut-off normal distributions and of categorical ones that favour the observed choice.
/// </summary>
/// <remarks>Observations come and go one by one; nothing is sorted or fitted anew for a question.</remarks>
internal sealed partial class ParzenMixture
{
    // Kernels are evaluated so many at a time: their numbers stay in the fastest memory for all points.
    private const int Block = 256;
    private const double Nothing = -1e300;

    // Below the largest term by more than this, a term changes nothing.
    private const double Negligible = 45;

    private readonly Axis[] _axes;
    private readonly TpeTuning _tuning;
    private readonly KernelColumn?[] _columns;
    private readonly double[][] _choices;

    // The trial of each slot, and the slots from the oldest trial to the newest.
    private readonly List<int> _trials = [];
    private readonly List<int> _byAge = [];
    private int _capacity;
    private double[] _weights = [];
    private double[] _constants = [];
    private double _priorLog;
    private double _total;
    private bool _isReady;

    // By trial; null for weights by age.
    private IReadOnlyDictionary<int, double>? _given;

    public ParzenMixture(Axis[] axes, TpeTuning tuning)
    {
        (_axes, _tuning) = (axes, tuning);
        _columns = [.. axes.Select(axis => axis.Choices > 0 ? null : new KernelColumn())];
        _choices = [.. axes.Select(_ => Array.Empty<double>())];
    }

    /// <summary>How many observations there are.</summary>
    public int Count => _trials.Count;

    /// <summary>Their trials.</summary>
    public IReadOnlyList<int> Trials => _trials;

    /// <summary>Adds an observation.</summary>
    /// <param name="trial">Its trial: one observation each.</param>
    /// <param name="located">Where it lies, by axis.</param>
    public void Add(int trial, ReadOnlySpan<double> located)
    {
        Grow(Count + 1);
        for (var a = 0; a < _axes.Length; a++)
        {
            _columns[a]?.Add(located[a], _axes[a].CellWidth(located[a]));
            if (_axes[a].Choices > 0)
            {
                _choices[a][Count] = located[a];
            }
        }

        var age = Age(trial);
        _byAge.Insert(age, Count);
        _trials.Add(trial);
        Changed();
    }

    /// <summary>Takes an observation away.</summary>
    public void Remove(int trial)
    {
        var age = Age(trial);
        var (slot, last) = (_byAge[age], Count - 1);
        foreach (var column in _columns)
        {
            column?.Remove(slot);
        }

        foreach (var choices in _choices.Where(choices => choices.Length > 0))
        {
            choices[slot] = choices[last];
        }

        if (slot != last)
        {
            _byAge[Age(_trials[last])] = slot;
        }

        _byAge.RemoveAt(age);
        _trials[slot] = _trials[last];
        _trials.RemoveAt(last);
        Changed();
    }

    /// <summary>From now on observations weigh by these numbers, one for each trial, and not by age.</summary>
    public void Weigh(IReadOnlyDictionary<int, double> weights)
    {
        _given = weights;
        Changed();
    }

    /// <summary>Draws a point.</summary>
    /// <param name="random">Where the chance comes from.</param>
    /// <param name="located">Takes the point, by axis.</param>
    public void Draw(KeyedRandom random, Span<double> located)
    {
        Prepare();
        var slot = Pick(random.NextUnit() * _total);
        for (var a = 0; a < _axes.Length; a++)
        {
            located[a] = _columns[a] is { } column
                ? _axes[a].Snap(
                    slot < 0 ? random.NextUnit() : Normal(random, column.Centres[slot], column.Widths[slot]))
                : DrawChoice(random, _axes[a].Choices, slot < 0 ? -1 : (int)_choices[a][slot]);
        }
    }

    /// <summary>The logarithms of the density at some points.</summary>
    /// <param name="points">One after the other, by axis.</param>
    /// <param name="logs">Takes one number for each point.</param>
    public void LogDensity(ReadOnlySpan<double> points, Span<double> logs)
    {
        Prepare();
        Span<double> terms = stackalloc double[Block];
        Span<double> highest = stackalloc double[logs.Length];
        Span<double> sums = stackalloc double[logs.Length];
        highest.Fill(_priorLog);
        sums.Fill(1);
        for (var from = 0; from < Count; from += Block)
        {
            var length = Math.Min(Block, _capacity - from);
            for (var p = 0; p < logs.Length; p++)
            {
                Terms(points.Slice(p * _axes.Length, _axes.Length), from, terms[..length]);
                AddUp(terms[..length], ref highest[p], ref sums[p]);
            }
        }

        for (var p = 0; p < logs.Length; p++)
        {
            logs[p] = highest[p] + Math.Log(sums[p]);
        }
    }

    // The logarithm of each kernel of a block at a point.
    private void Terms(ReadOnlySpan<double> point, int from, Span<double> terms)
    {
        _constants.AsSpan(from, terms.Length).CopyTo(terms);
        var sums = MemoryMarshal.Cast<double, Vector256<double>>(terms);
        for (var a = 0; a < _axes.Length; a++)
        {
            var x = Vector256.Create(point[a]);
            if (_columns[a] is { } column)
            {
                var centres = Vectors(column.Centres, from, terms.Length);
                var scales = Vectors(column.Scales, from, terms.Length);
                for (var i = 0; i < sums.Length; i++)
                {
                    var z = (x - centres[i]) * scales[i];
                    sums[i] -= z * z;
                }
            }
            else
            {
                var (same, other) = ChoiceLogs(_axes[a].Choices);
                var (vectorSame, vectorOther) = (Vector256.Create(same), Vector256.Create(other));
                var choices = Vectors(_choices[a], from, terms.Length);
                for (var i = 0; i < sums.Length; i++)
                {
                    sums[i] += Vector256.ConditionalSelect(Vector256.Equals(choices[i], x), vectorSame, vectorOther);
                }
            }
        }
    }

    private static ReadOnlySpan<Vector256<double>> Vectors(ReadOnlySpan<double> numbers, int from, int length) =>
        MemoryMarshal.Cast<double, Vector256<double>>(numbers.Slice(from, length));

    // The sum of exponentials, kept as its largest exponent and the rest relative to it.
    private static void AddUp(Span<double> terms, ref double highest, ref double sum)
    {
        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(terms);
        var most = vectors[0];
        for (var i = 1; i < vectors.Length; i++)
        {
            most = Vector256.Max(most, vectors[i]);
        }

        var top = Math.Max(Math.Max(most[0], most[1]), Math.Max(most[2], most[3]));
        if (top < highest - Negligible)
        {
            return;
        }

        if (top > highest)
        {
            (sum, highest) = (sum * Math.Exp(highest - top), top);
        }

        var shift = Vector256.Create(highest);
        var negligible = Vector256.Create(-Negligible);
        var total = Vector256<double>.Zero;
        foreach (var vector in vectors)
        {
            var below = vector - shift;
            if (Vector256.GreaterThanAny(below, negligible))
            {
                total += Vector256.Exp(Vector256.Max(below, negligible));
            }
        }

        sum += Vector256.Sum(total);
    }

    private int Pick(double share)
    {
        // The prior has the end of the scale.
        for (var slot = 0; slot < Count; slot++)
        {
            share -= _weights[slot];
            if (share < 0)
            {
                return slot;
            }
        }

        return -1;
    }

    // By trying again: at least a third of the tries fall inside, since the centre is inside and no width exceeds 1.
    private static double Normal(KeyedRandom random, double centre, double width)
    {
        while (true)
        {
            var drawn = centre + (width * random.NextNormal());
            if (drawn is >= 0 and <= 1)
            {
                return drawn;
            }
        }
    }

    private double DrawChoice(KeyedRandom random, int choices, int observed)
    {
        var even = observed < 0 ? 1 : EvenShare(choices);
        return random.NextUnit() < even ? random.NextInt(choices) : observed;
    }

    /// <summary>How much of a categorical kernel is spread evenly over all choices.</summary>
    private double EvenShare(int choices)
    {
        var spread = _tuning.PriorWeight / (Count + 1);
        return choices * spread / (1 + (choices * spread));
    }

    private (double Same, double Other) ChoiceLogs(int choices)
    {
        var even = EvenShare(choices) / choices;
        return (Math.Log(even + 1 - (even * choices)), Math.Log(even));
    }

    private void Prepare()
    {
        if (_isReady)
        {
            return;
        }

        _total = _tuning.PriorWeight;
        for (var age = 0; age < Count; age++)
        {
            var weight = _given is null ? _tuning.Weight(age, Count) : _given[_trials[_byAge[age]]];
            _weights[_byAge[age]] = weight;
            _constants[_byAge[age]] = Math.Log(weight);
            _total += weight;
        }

        var logTotal = Math.Log(_total);
        foreach (var column in _columns.OfType<KernelColumn>())
        {
            column.Bound(TpeTuning.Narrowest(Count, _axes.Length));
            for (var slot = 0; slot < Count; slot++)
            {
                _constants[slot] -= column.LogNorms[slot];
            }
        }

        for (var slot = 0; slot < Count; slot++)
        {
            _constants[slot] -= logTotal;
        }

        _constants.AsSpan(Count).Fill(Nothing);
        _priorLog = Math.Log(_tuning.PriorWeight) - logTotal
            - _axes.Sum(axis => axis.Choices > 0 ? Math.Log(axis.Choices) : 0);
        _isReady = true;
    }

    // Where a trial stands, or would stand, among the trials by age.
    private int Age(int trial)
    {
        var (low, high) = (0, _byAge.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _trials[_byAge[middle]] < trial ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void Changed() => _isReady = false;

    // In whole blocks of vectors, so that no kernel is left over.
    private void Grow(int count)
    {
        if (count <= _capacity)
        {
            return;
        }

        while (_capacity < count)
        {
            _capacity = Math.Max(32, _capacity * 2);
        }

        Array.Resize(ref _weights, _capacity);
        Array.Resize(ref _constants, _capacity);
        for (var a = 0; a < _axes.Length; a++)
        {
            _columns[a]?.Grow(_capacity);
            if (_axes[a].Choices > 0)
            {
                Array.Resize(ref _choices[a], _capacity);
            }
        }
    }
}
