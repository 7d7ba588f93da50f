namespace Tune.Engine.Runs;

/// <summary>
/// All values of one metric of one run, in the order they came, each stored once. Blocks of 1,024 points are packed as
/// soon as they are full: about 13 bytes a point. Owned by one thread at a time.
/// </summary>
internal sealed class MetricSeries
{
    private const int BlockPoints = 1024;
    private readonly List<PointBlock> _blocks = [];
    private MetricPoint[] _open = new MetricPoint[4];
    private int _count;

    /// <summary>How many points there are.</summary>
    public long Count => ((long)_blocks.Count * BlockPoints) + _count;

    /// <summary>The greatest by step, time and value.</summary>
    public MetricPoint Latest { get; private set; }

    /// <summary>Adds a point; false if it is there already.</summary>
    public bool Add(MetricPoint point)
    {
        if (Holds(point))
        {
            return false;
        }

        Latest = Count == 0 || point > Latest ? point : Latest;
        if (_count == _open.Length)
        {
            Array.Resize(ref _open, Math.Min(BlockPoints, 2 * _count));
        }

        _open[_count++] = point;
        if (_count == BlockPoints)
        {
            _blocks.Add(new PointBlock(_open));
            (_open, _count) = (new MetricPoint[4], 0);
        }

        return true;
    }

    /// <summary>Some of the points, in the order they came.</summary>
    public List<MetricPoint> Read(long skip, int take)
    {
        var points = new List<MetricPoint>((int)Math.Clamp(Count - skip, 0, take));
        var unpacked = new MetricPoint[BlockPoints];
        for (var at = skip; at < Count && points.Count < take;)
        {
            var block = (int)(at / BlockPoints);
            var source = _open;
            var length = _count;
            if (block < _blocks.Count)
            {
                _blocks[block].Unpack(unpacked);
                (source, length) = (unpacked, BlockPoints);
            }

            var from = (int)(at % BlockPoints);
            var some = Math.Min(length - from, take - points.Count);
            points.AddRange(source.AsSpan(from, some));
            at += some;
        }

        return points;
    }

    /// <summary>Whether a point is there.</summary>
    public bool Holds(MetricPoint point)
    {
        if (Count == 0 || point > Latest)
        {
            return false;
        }

        for (var at = _count - 1; at >= 0; at--)
        {
            if (PointBlock.Same(_open[at], point))
            {
                return true;
            }
        }

        return _blocks.Exists(block => block.Holds(point));
    }
}
