using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Ranking;

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

    // For each contender the older ones, counted from the first there ever was, whose curves cross its own and cross
    // back.
    private readonly List<List<int>> _crossing = [];
    private int _gone;

    public void Add(Contender contender)
    {
        if (_contenders.Count == Most)
        {
            _contenders.RemoveAt(0);
            _crossing.RemoveAt(0);
            _gone++;
        }

        _crossing.Add(
        [
            .. Enumerable.Range(0, _contenders.Count).Where(i => contender.Crosses(_contenders[i]))
                .Select(i => _gone + i),
        ]);
        _contenders.Add(contender);
    }

    /// <summary>A trial begins again: what it had come to is compared no more.</summary>
    public void Withdraw(TrialId trial)
    {
        if (!_contenders.Exists(one => one.Trial == trial))
        {
            return;
        }

        Contender[] others = [.. _contenders.Where(one => one.Trial != trial)];
        _contenders.Clear();
        _crossing.Clear();
        _gone = 0;
        Array.ForEach(others, Add);
    }

    public void Carry(MemoryCarrier by)
    {
        by.List(_contenders, Contender.Carry);
        by.List(_crossing, static (by, others) =>
        {
            others ??= [];
            by.List(others, static (by, other) => by.Number(other));
            return others;
        });
        _gone = by.Number(_gone);
    }

    /// <summary>
    /// Whether at every place the trial that stands there now had, a rung lower, a level within epsilon of that of the
    /// trial that stood there then. Ties break by trial number.
    /// </summary>
    public bool IsStable()
    {
        var below = Worth.Levels([.. _contenders.Select(one => one.Below)]);
        var top = Tops();
        var (now, then) = (Order(top), Order(below));
        var worst = 0.0;
        for (var place = 0; place < now.Length; place++)
        {
            worst = Math.Max(worst, Math.Abs(below[now[place]] - below[then[place]]));
        }

        return worst == 0 || worst <= Epsilon(top);
    }

    /// <summary>The paper's epsilon: the 90th percentile of the differences at the top between trials whose curves
    /// cross and cross back; 0 while there are none.</summary>
    public double Epsilon() => Epsilon(Tops());

    private double Epsilon(double[] top)
    {
        double[] noise =
        [
            .. _crossing.SelectMany((others, at) => others.Where(other => other >= _gone)
                .Select(other => Math.Abs(top[at] - top[other - _gone]))).Order(),
        ];
        if (noise.Length == 0)
        {
            return 0;
        }

        var (low, tenths) = Math.DivRem(9 * (noise.Length - 1), 10);
        return tenths == 0 ? noise[low] : noise[low] + ((noise[low + 1] - noise[low]) * tenths / 10);
    }

    private double[] Tops() => Worth.Levels([.. _contenders.Select(one => one.Top)]);

    private int[] Order(double[] levels) =>
    [
        .. Enumerable.Range(0, levels.Length).OrderByDescending(i => levels[i]).ThenBy(i => _contenders[i].Trial),
    ];
}
