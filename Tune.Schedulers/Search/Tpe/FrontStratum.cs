using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.Search.Tpe;

/// <summary>Trials that stand alike but for their objectives.</summary>
/// <param name="isUsable">Whether they have all objectives.</param>
internal sealed class FrontStratum(bool isUsable)
{
    private readonly SortedList<int, TpeTrial> _trials = [];

    // Null when all have to be looked at.
    private FrontLeaders? _leaders;

    public int Count => _trials.Count;

    public TpeTrial this[int trial] => _trials[trial];

    public void Add(int trial, TpeTrial known)
    {
        _trials.Add(trial, known);
        _leaders = _leaders?.With(trial, known.Values);
    }

    public void Remove(int trial)
    {
        _trials.Remove(trial);
        _leaders = _leaders?.Holds(trial) == true ? null : _leaders;
    }

    /// <summary>A trial that has its place already, and trains on, has other values now.</summary>
    public void Revalue(int trial) =>
        _leaders = _leaders?.Holds(trial) == true ? null : _leaders?.With(trial, _trials[trial].Values);

    /// <summary>The best, as many as there is room for, and how much each weighs.</summary>
    public IReadOnlyList<KeyValuePair<int, double>> Best(int room)
    {
        if (!isUsable)
        {
            return [.. _trials.Keys.Take(room).Select(trial => KeyValuePair.Create(trial, 1.0))];
        }

        if (room >= _trials.Count)
        {
            _leaders = null;
            return FrontLeaders.Weighed([.. Points()]);
        }

        if (_leaders?.IsFor(room) != true)
        {
            _leaders = FrontLeaders.Of(new SortedList<int, double[]>(new Dictionary<int, double[]>(Points())), room);
        }

        return _leaders.Best;
    }

    private IEnumerable<KeyValuePair<int, double[]>> Points() =>
        _trials.Select(one => KeyValuePair.Create(one.Key, one.Value.Values));
}
