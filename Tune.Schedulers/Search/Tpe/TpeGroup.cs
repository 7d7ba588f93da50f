using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Schedulers.Search.Tpe;

/// <summary>
/// The model of parameters that are always active together: the good trials, the other trials, and a density of each.
/// </summary>
internal abstract class TpeGroup
{
    private readonly int[] _coordinates;
    private readonly Axis[] _axes;
    private readonly TpeTuning _tuning;
    private readonly ParzenMixture _good;
    private readonly ParzenMixture _bad;
    private readonly double[] _located;

    /// <param name="parameters">The parameters of all coordinates of the space.</param>
    /// <param name="coordinates">Which of them belong here.</param>
    /// <param name="tuning">The numbers behind the model.</param>
    protected TpeGroup(IReadOnlyList<Parameter> parameters, int[] coordinates, TpeTuning tuning)
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
    public abstract void Add(TpeRank rank, TpeTrial known);

    /// <summary>A trial that is in has other values while its place stays: it was paused and trains on.</summary>
    public virtual void Revalue(TpeRank rank, TpeTrial known)
    {
    }

    /// <summary>Undoes <see cref="Add"/>.</summary>
    public abstract void Remove(TpeRank rank, TpeTrial known);

    /// <summary>Carries the two densities in the searcher's memory, in which the trials are already.</summary>
    public void Carry(MemoryCarrier by, Dictionary<int, TpeTrial> trials)
    {
        _good.Carry(by, trials, _coordinates, AreWeighed);
        _bad.Carry(by, trials, _coordinates, areWeighed: false);
        CarrySplit(by, trials);
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

    /// <summary>The trials in the good density.</summary>
    protected IReadOnlyList<int> GoodTrials => _good.Trials;

    /// <summary>Whether the good trials weigh by numbers of their own.</summary>
    protected abstract bool AreWeighed { get; }

    /// <summary>Carries how the trials stand that have a place among the others.</summary>
    protected abstract void CarrySplit(MemoryCarrier by, Dictionary<int, TpeTrial> trials);

    /// <summary>How many of so many trials are good.</summary>
    protected int Wanted(int count) => _tuning.Good(count);

    /// <summary>Takes a trial into one of the two densities.</summary>
    /// <returns>False if the group was not active in it: then nothing happens.</returns>
    protected bool Enter(int trial, double[] located, bool isGood)
    {
        if (!Extract(located))
        {
            return false;
        }

        (isGood ? _good : _bad).Add(trial, _located);
        return true;
    }

    /// <summary>Undoes <see cref="Enter"/>.</summary>
    protected void Leave(int trial, bool isGood) => (isGood ? _good : _bad).Remove(trial);

    /// <summary>Whether the group was active where a configuration lies.</summary>
    protected bool Holds(double[] located) => Extract(located);

    /// <summary>Moves a trial to the other density.</summary>
    protected void Move(int trial, double[] located, bool toGood)
    {
        Leave(trial, !toGood);
        Enter(trial, located, toGood);
    }

    /// <summary>The good trials weigh by these numbers instead of by their age.</summary>
    protected void Weigh(IReadOnlyDictionary<int, double> weights) => _good.Weigh(weights);

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
