using Tune.Bytes;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Storage.Journal;

namespace Tune.Storage.Tracking;

/// <summary>
/// Up to a thousand reports of one trial, packed: differences to the report before, names once. A chunk can be read by
/// itself.
/// </summary>
internal sealed class PointChunk
{
    /// <summary>How many reports fill a chunk.</summary>
    public const int Capacity = 1000;

    private readonly ByteWriter _bytes = new(64);
    private readonly List<string[]> _lists = [];
    private CurvePoint _last;
    private int _count;
    private bool _isUnread;

    /// <summary>How many reports it holds.</summary>
    public int Count
    {
        get
        {
            ReadOn();
            return _count;
        }
    }

    /// <summary>The packed reports.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Written;

    public void Clear()
    {
        _bytes.Clear();
        _lists.Clear();
        _last = default;
        (_count, _isUnread) = (0, false);
    }

    /// <summary>Adds a report; gives the new count.</summary>
    public int Add(ExperimentEvent.Reported reported)
    {
        ReadOn();
        var list = _lists.FindLastIndex(names => Matches(names, reported.Metrics)) + 1;
        _bytes.Count(list);
        if (list == 0)
        {
            string[] names = [.. reported.Metrics.Select(metric => metric.Name)];
            _lists.Add(names);
            FactBytes.Write(names, _bytes);
        }

        unchecked
        {
            _bytes.ZigZag((long)reported.Iteration - _last.Iteration);
            _bytes.ZigZag(reported.At.UtcTicks - _last.UtcTicks);
            _bytes.ZigZag((long)reported.Attempt.Number - _last.Attempt.Number);
        }

        MetricValues.Write(reported.Metrics, _bytes);
        _last = new CurvePoint(reported.Iteration, 0, reported.At.UtcTicks, reported.Attempt);
        return ++_count;
    }

    /// <summary>Takes a packed chunk over, to add to it. It is looked into when that happens: most rows are read to be
    /// shown.</summary>
    public void Load(ReadOnlySpan<byte> packed)
    {
        Clear();
        _bytes.Raw(packed);
        _isUnread = packed.Length > 0;
    }

    private void ReadOn()
    {
        if (!_isUnread)
        {
            return;
        }

        _isUnread = false;
        var reader = new PointReader(_bytes.Written);
        while (reader.Next(out var point, out _))
        {
            _last = point;
            _count++;
        }

        _lists.AddRange(reader.Lists);
    }

    private static bool Matches(string[] names, MetricSet metrics)
    {
        if (names.Length != metrics.Count)
        {
            return false;
        }

        for (var i = 0; i < names.Length; i++)
        {
            if (!string.Equals(names[i], metrics[i].Name, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
