using Tune.Engine.Ports;
using Tune.Schedulers.Ranking;

namespace Tune.Schedulers.MedianStopping;

/// <summary>A trial by its objectives and constraints.</summary>
/// <remarks>While it has kept to the constraints at no report, it is as far from them as at its nearest one, and all
/// its reports make the average; from then on only those do that keep to them. Where the last report stands for a
/// trial, that is all there is of it.</remarks>
internal sealed class ParetoTrial(Goals goals, bool lastCounts) : MedianTrial<Worth>
{
    private RunningMean[] _means = [];
    private double _violation = double.PositiveInfinity;

    /// <summary>The reports that no other one of the trial is better than.</summary>
    public List<Worth> Best { get; } = [];

    public override void Add(in Observation seen)
    {
        if (goals.Checked(seen).Score.IsWorst)
        {
            return;
        }

        if (lastCounts)
        {
            Best.Clear();
            (_means, _violation) = ([], double.PositiveInfinity);
        }

        var worth = Worth.Of(goals, seen);
        if (!Best.Exists(one => one.Against(worth) > 0))
        {
            Best.RemoveAll(one => worth.Against(one) > 0);
            Best.Add(worth);
        }

        if (_means.Length == 0 || (worth.Violation <= 0 && _violation > 0))
        {
            _means = [.. worth.Values!.Select(_ => new RunningMean())];
        }

        _violation = Math.Min(_violation, worth.Violation);
        if (worth.Violation <= 0 || _violation > 0)
        {
            for (var i = 0; i < _means.Length; i++)
            {
                _means[i].Add(worth.Values![i]);
            }
        }
    }

    public override bool TryMean(out Worth mean)
    {
        mean = new Worth(0, [.. _means.Select(one => one.Value)], _violation);
        return _means.Length > 0;
    }

    public override void Carry(MemoryCarrier by)
    {
        base.Carry(by);
        by.List(Best, Worth.Carry);
        _violation = by.Real(_violation);
        _means = by.Items(_means, static (by, mean) =>
        {
            mean ??= new RunningMean();
            mean.Carry(by);
            return mean;
        });
    }

    protected override Worth Carry(MemoryCarrier by, Worth mean) => Worth.Carry(by, mean);
}
