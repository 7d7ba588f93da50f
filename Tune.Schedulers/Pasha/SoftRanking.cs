namespace Tune.Schedulers.Pasha;

/// <summary>
/// Whether the trials at the top rung are ranked as they were a rung lower, apart from differences that are noise.
/// </summary>
/// <remarks>
/// Only the newest <see cref="Most"/> are compared. The paper compares all, at a cost that grows with their square;
/// this way a report costs the same however many trials there are.
/// </remarks>
internal sealed class SoftRanking
{
    /// <summary>How many trials are compared at most.</summary>
    public const int Most = 64;

    private readonly List<Contender> _contenders = [];
    private readonly List<List<(int Older, double Noise)>> _noise = [];
    private int _gone;

    public void Add(Contender contender)
    {
        if (_contenders.Count == Most)
        {
            _contenders.RemoveAt(0);
            _noise.RemoveAt(0);
            _gone++;
        }

        var noise = new List<(int Older, double Noise)>();
        for (var i = 0; i < _contenders.Count; i++)
        {
            if (contender.Noise(_contenders[i]) is { } difference)
            {
                noise.Add((_gone + i, difference));
            }
        }

        _contenders.Add(contender);
        _noise.Add(noise);
    }

    /// <summary>
    /// Whether at every place the trial that stands there now had, a rung lower, a score within epsilon of that of the
    /// trial that stood there then. Ties break by trial number.
    /// </summary>
    public bool IsStable()
    {
        var now = _contenders.OrderByDescending(one => one.Top).ThenBy(one => one.Trial).ToArray();
        var then = _contenders.OrderByDescending(one => one.Below).ThenBy(one => one.Trial).ToArray();
        var worst = 0.0;
        for (var place = 0; place < now.Length; place++)
        {
            worst = Math.Max(worst, Math.Abs(now[place].Below - then[place].Below));
        }

        return worst == 0 || worst <= Epsilon();
    }

    /// <summary>The paper's epsilon: the 90th percentile of the differences at the top between trials whose curves
    /// cross and cross back; 0 while there are none.</summary>
    public double Epsilon()
    {
        double[] noise =
        [
            .. _noise.SelectMany(pairs => pairs).Where(pair => pair.Older >= _gone).Select(pair => pair.Noise).Order(),
        ];
        if (noise.Length == 0)
        {
            return 0;
        }

        var (low, tenths) = Math.DivRem(9 * (noise.Length - 1), 10);
        return tenths == 0 ? noise[low] : noise[low] + ((noise[low + 1] - noise[low]) * tenths / 10);
    }
}
