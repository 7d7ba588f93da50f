using Tune.Bytes;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Storage.Journal;

namespace Tune.Storage.Tracking;

/// <summary>Reads a <see cref="PointChunk"/> report by report.</summary>
internal ref struct PointReader(ReadOnlySpan<byte> packed)
{
    private ByteReader _from = new(packed);
    private CurvePoint _last;

    /// <summary>The lists of names met so far.</summary>
    public List<string[]> Lists { get; } = [];

    /// <summary>Reads on. The point's value is left 0: which metric is wanted is the caller's matter.</summary>
    /// <exception cref="InvalidDataException">The bytes make no sense.</exception>
    public bool Next(out CurvePoint point, out MetricSet metrics)
    {
        if (_from.Left == 0)
        {
            (point, metrics) = (_last, MetricSet.Empty);
            return false;
        }

        var list = _from.Int();
        if (list == 0)
        {
            Lists.Add(FactBytes.ReadNames(ref _from));
            list = Lists.Count;
        }
        else if (list > Lists.Count)
        {
            throw new InvalidDataException($"the list of names {list} is not defined");
        }

        unchecked
        {
            _last = new CurvePoint(
                (int)(_last.Iteration + _from.ZigZag()), 0, _last.UtcTicks + _from.ZigZag(),
                new Attempt((int)(_last.Attempt.Number + _from.ZigZag())));
        }

        point = _last;
        metrics = MetricValues.Read(Lists[list - 1], ref _from);
        return true;
    }
}
