using Tune.Clustering.Children.Frames;
using Tune.Engine.Metrics;

namespace Tune.Clustering.Wire;

/// <summary>
/// The lists of metric names in one batch. Reports of one experiment mostly carry the same names in the same order:
/// such a list travels once, and from then on its number stands for it.
/// </summary>
internal sealed class MetricNames
{
    // Code that makes up new names for every report must not make writing slow: later lists travel in full.
    private const int ListsMax = 64;
    private readonly List<MetricSet> _lists = [];
    private int _last = -1;

    // 0 announces a list in full; the first 64 of those get the numbers from 1.
    public void Write(FrameBuffer target, MetricSet metrics)
    {
        if (Find(metrics) is var found and >= 0)
        {
            target.Number(found + 1);
        }
        else
        {
            target.Number(0);
            target.Number(metrics.Count);
            for (var i = 0; i < metrics.Count; i++)
            {
                target.Text(metrics[i].Name);
            }

            Keep(metrics);
        }

        for (var i = 0; i < metrics.Count; i++)
        {
            target.Real(metrics[i].Value);
        }
    }

    /// <summary>Reads the metrics of one report.</summary>
    /// <exception cref="FrameException">The bytes make no sense.</exception>
    /// <exception cref="ArgumentException">A name is not allowed, or given twice.</exception>
    public MetricSet Read(ref FrameReader reader)
    {
        var number = reader.Small();
        if (number < 0 || number > _lists.Count)
        {
            throw new FrameException($"A batch uses the list of metrics {number}, which it has not given.");
        }

        var names = number > 0 ? _lists[number - 1] : ReadNames(ref reader);
        var values = new MetricValue[names.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = new MetricValue(names[i].Name, reader.Real());
        }

        return MetricSet.Trusted(values);
    }

    private MetricSet ReadNames(ref FrameReader reader)
    {
        var values = new MetricValue[WireCount.Read(ref reader)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = new MetricValue(reader.Text(), 0);
        }

        var names = MetricSet.Of(values.AsSpan());
        Keep(names);
        return names;
    }

    private void Keep(MetricSet names)
    {
        if (_lists.Count < ListsMax)
        {
            _last = _lists.Count;
            _lists.Add(names);
        }
    }

    private int Find(MetricSet metrics)
    {
        if (_last >= 0 && HasNames(_lists[_last], metrics))
        {
            return _last;
        }

        var found = _lists.FindIndex(list => HasNames(list, metrics));
        _last = found >= 0 ? found : _last;
        return found;
    }

    private static bool HasNames(MetricSet list, MetricSet metrics)
    {
        if (ReferenceEquals(list, metrics))
        {
            return true;
        }

        if (list.Count != metrics.Count)
        {
            return false;
        }

        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].Name != metrics[i].Name)
            {
                return false;
            }
        }

        return true;
    }
}
