using Tune.Bytes;
using Tune.Engine.Metrics;

namespace Tune.Storage.Journal;

/// <summary>
/// The numbers of a report, bit for bit, in the shortest of three forms: eight bytes, four when it is a number of
/// single precision (as Torch gives), or a short whole number. Two bits a number say which, four numbers a byte,
/// before them.
/// </summary>
internal static class MetricValues
{
    private const int PerByte = 4;
    private const int Double = 0;
    private const int Single = 1;
    private const int Whole = 2;
    private const long WholeMax = 1L << 27;

    public static void Write(MetricSet metrics, ByteWriter to)
    {
        for (var start = 0; start < metrics.Count; start += PerByte)
        {
            var end = Math.Min(start + PerByte, metrics.Count);
            var forms = 0;
            for (var i = start; i < end; i++)
            {
                forms |= FormOf(metrics[i].Value) << (2 * (i - start));
            }

            to.Byte((byte)forms);
            for (var i = start; i < end; i++)
            {
                Write(metrics[i].Value, (forms >> (2 * (i - start))) & 3, to);
            }
        }
    }

    public static MetricSet Read(string[] names, ref ByteReader from)
    {
        if (names.Length == 0)
        {
            return MetricSet.Empty;
        }

        var values = new MetricValue[names.Length];
        for (var start = 0; start < values.Length; start += PerByte)
        {
            int forms = from.Byte();
            for (var i = start; i < Math.Min(start + PerByte, values.Length); i++, forms >>= 2)
            {
                values[i] = new MetricValue(names[i], Read(forms & 3, ref from));
            }
        }

        return MetricSet.Trusted(values);
    }

    private static int FormOf(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        if (Math.Abs(value) < WholeMax && BitConverter.DoubleToInt64Bits((double)(long)value) == bits)
        {
            return Whole;
        }

        return BitConverter.DoubleToInt64Bits((double)(float)value) == bits ? Single : Double;
    }

    private static void Write(double value, int form, ByteWriter to)
    {
        switch (form)
        {
            case Whole:
                to.ZigZag((long)value);
                break;
            case Single:
                to.Fixed((float)value);
                break;
            default:
                to.Fixed(value);
                break;
        }
    }

    private static double Read(int form, ref ByteReader from) => form switch
    {
        Double => from.Double(),
        Single => from.Single(),
        Whole => from.ZigZag(),
        _ => throw new InvalidDataException("the form of a number is not known"),
    };
}
