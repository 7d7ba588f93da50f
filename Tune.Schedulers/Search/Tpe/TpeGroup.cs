using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Schedulers.Search.Tpe;

/// <summary>
/// The model of parameters that are always active together: the good trials, the other trials, and a density of each.
/// </summary>
internal sealed class TpeGroup
{
    private readonly int[] _coordinates;
    private readonly Axis[] _axes;
    private readonly TpeTuning _tuning;
    private readonly ParzenMixture _good;
    private readonly ParzenMixture _bad;
    private readonly double[] _located;

    // The best first; the first _goodCount of them are in the good density.
    private readonly List<TpeRank> _ranks = [];
    private readonly List<double[]> _places = [];
    private int _goodCount;

    /// <param name="parameters">The parameters of all coordinates of the space.</param>
    /// <param name="coordinates">Which of them belong here.</param>
    /// <param name="tuning">The numbers behind the model.</param>
    public TpeGroup(IReadOnlyList<Parameter> parameters, int[] coordinates, TpeTuning tuning)
    {
        (_coordinates, _tuning) = (coordinates, tuning);
        _axes = [.. coordinates.Select(c => new Axis(parameters[c]))];
        (_good, _bad) = (new(_axes, tuning), new(_axes, tuning));
        _located = new double[_axes.Length];
        Name = parameters[coordinates[0]].Name;
        IsConditional = !parameters[coordinates[0]].IsAlwaysActive;
    }

    /// <summary>A parameter that is active exactly when the group is.</summary>
    public string Name { get; }

    public bool IsConditional { get; }

    /// <summary>Writes where a configuration lies into the group's coordinates.</summary>
    public void Locate(Configuration config, Span<double> located)
    {
        for (var a = 0; a < _axes.Length; a++)
        {
            located[_coordinates[a]] = _axes[a].Locate(config);
        }
    }

    /// <summary>Takes in a trial without a result: a place not to go to again.</summary>
    public void AddPending(int trial, double[] located)
    {
        if (Extract(located))
        {
            _bad.Add(trial, _located);
        }
    }

    /// <summary>Undoes <see cref="AddPending"/>.</summary>
    public void RemovePending(int trial, double[] located)
    {
        if (Extract(located))
        {
            _bad.Remove(trial);
        }
    }

    /// <summary>Takes in a trial with its place among the others.</summary>
    public void Add(TpeRank rank, double[] located)
    {
        if (!Extract(located))
        {
            return;
        }

        var at = ~_ranks.BinarySearch(rank);
        _ranks.Insert(at, rank);
        _places.Insert(at, located);
        if (at < _goodCount)
        {
            _good.Add(rank.Trial, _located);
            _goodCount++;
        }
        else
        {
            _bad.Add(rank.Trial, _located);
        }

        Split();
    }

    /// <summary>Undoes <see cref="Add"/>.</summary>
    public void Remove(TpeRank rank, double[] located)
    {
        if (!Extract(located))
        {
            return;
        }

        var at = _ranks.BinarySearch(rank);
        _ranks.RemoveAt(at);
        _places.RemoveAt(at);
        if (at < _goodCount)
        {
            _good.Remove(rank.Trial);
            _goodCount--;
        }
        else
        {
            _bad.Remove(rank.Trial);
        }

        Split();
    }

    /// <summary>Draws candidates from the good density; the highest ratio to the other comes first.</summary>
    public double[][] Candidates(KeyedRandom random)
    {
        var (count, width) = (_tuning.Candidates, _axes.Length);
        var points = new double[count * width];
        for (var p = 0; p < count; p++)
        {
            _good.Draw(random, points.AsSpan(p * width, width));
        }

        var (good, bad) = (new double[count], new double[count]);
        _good.LogDensity(points, good);
        _bad.LogDensity(points, bad);
        return
        [
            .. Enumerable.Range(0, count).OrderByDescending(p => good[p] - bad[p]).ThenBy(p => p)
                .Select(p => points.AsSpan(p * width, width).ToArray()),
        ];
    }

    /// <summary>Writes a candidate into the coordinates of the unit cube.</summary>
    public void Place(double[] candidate, Span<double> unit)
    {
        for (var a = 0; a < _axes.Length; a++)
        {
            unit[_coordinates[a]] = _axes[a].ToUnit(candidate[a]);
        }
    }

    // Whoever stands next to the border may be on the wrong side of it now.
    private void Split()
    {
        var wanted = _tuning.Good(_ranks.Count);
        for (; _goodCount < wanted; _goodCount++)
        {
            Move(_goodCount, _bad, _good);
        }

        for (; _goodCount > wanted; _goodCount--)
        {
            Move(_goodCount - 1, _good, _bad);
        }
    }

    private void Move(int at, ParzenMixture from, ParzenMixture to)
    {
        Extract(_places[at]);
        from.Remove(_ranks[at].Trial);
        to.Add(_ranks[at].Trial, _located);
    }

    private bool Extract(double[] located)
    {
        for (var a = 0; a < _axes.Length; a++)
        {
            _located[a] = located[_coordinates[a]];
            if (double.IsNaN(_located[a]))
            {
                return false;
            }
        }

        return true;
    }
}
