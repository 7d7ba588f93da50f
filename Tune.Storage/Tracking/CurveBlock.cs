using Tune.Bytes;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Storage.Journal;

namespace Tune.Storage.Tracking;

/// <summary>What one full chunk of reports adds to one level: for each range and metric the lowest and the highest
/// point. Can be read by itself; a document of a level is a row of these.</summary>
internal static class CurveBlock
{
    /// <summary>The blocks of a chunk for the levels from 1 up.</summary>
    public static byte[][] Of(ReadOnlySpan<byte> chunk)
    {
        var levels = new Level[CurveLevel.Highest];
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = new Level(CurveLevel.Length(i + 1));
        }

        var reader = new PointReader(chunk);
        while (reader.Next(out var point, out var metrics))
        {
            foreach (var level in levels)
            {
                for (var i = 0; i < metrics.Count; i++)
                {
                    level.Add(metrics[i].Name, point with { Value = metrics[i].Value });
                }

                level.EndReport();
            }
        }

        return [.. levels.Select(level => level.Block())];
    }

    /// <summary>Reads one metric's ranges out of a document of a level.</summary>
    /// <param name="document">Blocks one after another.</param>
    /// <param name="metric">Which metric.</param>
    /// <param name="length">How many reports a range stands for.</param>
    /// <param name="report">The place of the document's first report.</param>
    /// <param name="reducer">Takes the ranges.</param>
    /// <returns>The place after the document's last report.</returns>
    public static long Read(
        ReadOnlySpan<byte> document, string metric, int length, long report, CurveReducer reducer)
    {
        var from = new ByteReader(document);
        while (from.Left > 0)
        {
            var block = new ByteReader(from.Raw(from.Count()));
            var names = new List<string>();
            var last = default(CurvePoint);
            for (; block.Left > 0; report += length)
            {
                for (var left = block.Count(); left > 0; left--)
                {
                    var name = Name(ref block, names);
                    var low = Point(ref block, ref last);
                    var high = block.Choice(2) == 0 ? low : Point(ref block, ref last);
                    if (name == metric)
                    {
                        reducer.Add(report, new PointRange(low, high));
                    }
                }
            }
        }

        return report;
    }

    private static string Name(ref ByteReader from, List<string> names)
    {
        var number = from.Int();
        if (number == 0)
        {
            names.Add(from.Text());
            return names[^1];
        }

        return number <= names.Count
            ? names[number - 1]
            : throw new InvalidDataException($"the name {number} is not defined");
    }

    private static CurvePoint Point(ref ByteReader from, ref CurvePoint last)
    {
        unchecked
        {
            last = new CurvePoint(
                (int)(last.Iteration + from.ZigZag()), 0, last.UtcTicks + from.ZigZag(),
                new Attempt((int)(last.Attempt.Number + from.ZigZag())));
        }

        return last with { Value = from.Double() };
    }

    private sealed class Level(int length)
    {
        private readonly ByteWriter _ranges = new();
        private readonly Dictionary<string, PointRange> _open = new(StringComparer.Ordinal);
        private readonly List<string> _names = [];
        private CurvePoint _last;
        private int _reports;

        public void Add(string metric, CurvePoint point)
        {
            var range = new PointRange(point, point);
            _open[metric] = _open.TryGetValue(metric, out var held) ? held.With(range) : range;
        }

        public void EndReport()
        {
            if (++_reports < length)
            {
                return;
            }

            _reports = 0;
            _ranges.Count(_open.Count);
            foreach (var (metric, range) in _open)
            {
                var number = _names.IndexOf(metric) + 1;
                _ranges.Count(number);
                if (number == 0)
                {
                    _names.Add(metric);
                    _ranges.Text(metric);
                }

                Write(range.Low);
                var isOne = PointRange.IsSame(range.Low, range.High);
                _ranges.Byte(isOne ? (byte)0 : (byte)1);
                if (!isOne)
                {
                    Write(range.High);
                }
            }

            _open.Clear();
        }

        /// <summary>The block with its length before it.</summary>
        public byte[] Block()
        {
            var to = new ByteWriter(_ranges.Length + 8);
            to.Count(_ranges.Length);
            to.Raw(_ranges.Written);
            return to.Written.ToArray();
        }

        private void Write(CurvePoint point)
        {
            unchecked
            {
                _ranges.ZigZag((long)point.Iteration - _last.Iteration);
                _ranges.ZigZag(point.UtcTicks - _last.UtcTicks);
                _ranges.ZigZag((long)point.Attempt.Number - _last.Attempt.Number);
            }

            _ranges.Fixed(point.Value);
            _last = point;
        }
    }
}
