using System.Numerics;
using Tune.Bytes;

namespace Tune.Engine.Runs;

/// <summary>Many points in few bytes: steps and times as differences, and a sieve that says of most points that are
/// not here that they are not (Bloom, 1970; three bits of sixteen a point).</summary>
internal sealed class PointBlock
{
    private const int BitsPerPoint = 16;
    private readonly byte[] _packed;
    private readonly ulong[] _sieve;
    private readonly int _count;
    private readonly (long Step, long Time) _lowest = (long.MaxValue, long.MaxValue);
    private readonly (long Step, long Time) _highest = (long.MinValue, long.MinValue);

    public PointBlock(ReadOnlySpan<MetricPoint> points)
    {
        _count = points.Length;
        _sieve = new ulong[Math.Max(1, points.Length * BitsPerPoint / 64)];
        var bytes = new ByteWriter(points.Length * 12);
        var (step, time) = (0L, 0L);
        foreach (var point in points)
        {
            bytes.ZigZag(unchecked(point.Step - step));
            bytes.ZigZag(unchecked(point.Time - time));
            bytes.Fixed(point.Value);
            (step, time) = (point.Step, point.Time);
            _lowest = (step, time).CompareTo(_lowest) < 0 ? (step, time) : _lowest;
            _highest = (step, time).CompareTo(_highest) > 0 ? (step, time) : _highest;
            var (first, second, third) = Bits(point);
            _sieve[first >> 6] |= 1UL << (first & 63);
            _sieve[second >> 6] |= 1UL << (second & 63);
            _sieve[third >> 6] |= 1UL << (third & 63);
        }

        _packed = bytes.Written.ToArray();
    }

    /// <summary>Whether two are the same to the bit; all NaNs are one.</summary>
    public static bool Same(MetricPoint one, MetricPoint other) => one.Step == other.Step && one.Time == other.Time
        && (BitConverter.DoubleToInt64Bits(one.Value) == BitConverter.DoubleToInt64Bits(other.Value)
            || (double.IsNaN(one.Value) && double.IsNaN(other.Value)));

    /// <summary>Whether a point lies between the least and the greatest of them, by step and then time.</summary>
    public bool Spans(MetricPoint point) =>
        (point.Step, point.Time).CompareTo(_lowest) >= 0 && (point.Step, point.Time).CompareTo(_highest) <= 0;

    public bool Holds(MetricPoint point)
    {
        // Most blocks are of other steps, and this is much less than to ask the sieve.
        if (!Spans(point))
        {
            return false;
        }

        var (first, second, third) = Bits(point);
        if (!IsSet(first) || !IsSet(second) || !IsSet(third))
        {
            return false;
        }

        Span<MetricPoint> points = new MetricPoint[_count];
        Unpack(points);
        foreach (var here in points)
        {
            if (Same(here, point))
            {
                return true;
            }
        }

        return false;
    }

    public void Unpack(Span<MetricPoint> into)
    {
        var bytes = new ByteReader(_packed);
        var (step, time) = (0L, 0L);
        for (var at = 0; at < _count; at++)
        {
            step = unchecked(step + bytes.ZigZag());
            time = unchecked(time + bytes.ZigZag());
            into[at] = new MetricPoint(bytes.Double(), time, step);
        }
    }

    private bool IsSet(int bit) => (_sieve[bit >> 6] & (1UL << (bit & 63))) != 0;

    private (int First, int Second, int Third) Bits(MetricPoint point)
    {
        unchecked
        {
            var value = double.IsNaN(point.Value) ? 1UL : BitConverter.DoubleToUInt64Bits(point.Value);
            var hash = Mix(((ulong)point.Step * 0x9E3779B97F4A7C15) ^ BitOperations.RotateLeft(value, 31)
                ^ BitOperations.RotateLeft((ulong)point.Time * 0xC2B2AE3D27D4EB4F, 17));
            var bits = (uint)(_sieve.Length * 64);
            return (
                (int)((uint)hash % bits), (int)((uint)(hash >> 21) % bits), (int)((uint)(hash >> 32) % bits));
        }
    }

    private static ulong Mix(ulong hash)
    {
        hash = unchecked((hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD);
        hash = unchecked((hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53);
        return hash ^ (hash >> 33);
    }
}
