using System.Buffers.Binary;
using Tune.Engine.Spaces;

namespace Tune.Storage.TensorBoard;

/// <summary>What the event files of one run say: scalars in both forms there are, and the hparams tab.</summary>
internal sealed class EventLog
{
    private readonly Dictionary<string, List<ScalarPoint>> _scalars = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ParameterValue> _hparams = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, List<ScalarPoint>> Scalars => _scalars;

    public IReadOnlyDictionary<string, ParameterValue> Hparams => _hparams;

    /// <summary>When the run began, in seconds since 1970; null if it does not say.</summary>
    public double? Started { get; private set; }

    /// <summary>When it ended.</summary>
    public double? Ended { get; private set; }

    /// <summary>Whether it says that it failed.</summary>
    public bool Failed { get; private set; }

    /// <summary>How many values of scalars there are.</summary>
    public long Points { get; private set; }

    /// <summary>Takes in a record.</summary>
    /// <exception cref="InvalidDataException">It is no event.</exception>
    public void Take(byte[] record)
    {
        var (seconds, step) = (0d, 0L);
        ReadOnlySpan<byte> summary = default;
        var fields = new ProtoFields(record);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1:
                    seconds = fields.Real;
                    break;
                case 2:
                    step = fields.Number;
                    break;
                case 5:
                    summary = fields.Block;
                    break;
                default:
                    break;
            }
        }

        var values = new ProtoFields(summary);
        while (values.Next())
        {
            if (values is { Field: 1, Wire: ProtoWire.Block })
            {
                Take(values.Block, seconds, step);
            }
        }
    }

    private void Take(ReadOnlySpan<byte> value, double seconds, long step)
    {
        var tag = "";
        double? number = null;
        ReadOnlySpan<byte> tensor = default, metadata = default;
        var fields = new ProtoFields(value);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1:
                    tag = fields.Text;
                    break;
                case 2:
                    number = fields.Real;
                    break;
                case 8:
                    tensor = fields.Block;
                    break;
                case 9:
                    metadata = fields.Block;
                    break;
                default:
                    break;
            }
        }

        if (tag.StartsWith("_hparams_/", StringComparison.Ordinal))
        {
            TakeHparams(Inner(Inner(metadata, 1), 2));
        }
        else if ((number ?? Scalar(tensor)) is { } scalar)
        {
            if (!_scalars.TryGetValue(tag, out var points))
            {
                _scalars[tag] = points = [];
            }

            points.Add(new ScalarPoint(step, seconds, scalar));
            Points++;
        }
    }

    private static ReadOnlySpan<byte> Inner(ReadOnlySpan<byte> message, int field)
    {
        var fields = new ProtoFields(message);
        while (fields.Next())
        {
            if (fields.Field == field && fields.Wire == ProtoWire.Block)
            {
                return fields.Block;
            }
        }

        return default;
    }

    // Numbers 1 and 2 are single and double precision; a tensor of anything else, or of several values, is no scalar.
    private static double? Scalar(ReadOnlySpan<byte> tensor)
    {
        long kind = 0;
        ReadOnlySpan<byte> bytes = default;
        double? single = null;
        var fields = new ProtoFields(tensor);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1:
                    kind = fields.Number;
                    break;
                case 4 or 5 or 6 when fields.Wire == ProtoWire.Block:
                    bytes = fields.Block;
                    break;
                case 5 or 6:
                    single = fields.Real;
                    break;
                default:
                    break;
            }
        }

        return (kind, bytes.Length) switch
        {
            (1, sizeof(float)) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            (2, sizeof(double)) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            _ => single,
        };
    }

    private void TakeHparams(ReadOnlySpan<byte> data)
    {
        var kinds = new ProtoFields(data);
        while (kinds.Next())
        {
            if (kinds.Field is not (3 or 4) || kinds.Wire != ProtoWire.Block)
            {
                continue;
            }

            var isStart = kinds.Field == 3;
            var fields = new ProtoFields(kinds.Block);
            while (fields.Next())
            {
                switch ((isStart, fields.Field))
                {
                    case (true, 1):
                        TakeHparam(fields.Block);
                        break;
                    case (true, 5):
                        Started = fields.Real;
                        break;
                    case (false, 1):
                        Failed = fields.Number == 2;
                        break;
                    case (false, 2):
                        Ended = fields.Real;
                        break;
                    default:
                        break;
                }
            }
        }
    }

    private void TakeHparam(ReadOnlySpan<byte> entry)
    {
        var name = "";
        ParameterValue held = ParameterValue.Absent;
        var fields = new ProtoFields(entry);
        while (fields.Next())
        {
            if (fields.Field == 1)
            {
                name = fields.Text;
            }
            else if (fields.Field == 2)
            {
                held = Value(fields.Block);
            }
        }

        if (!held.IsAbsent)
        {
            _hparams[name] = held;
        }
    }

    private static ParameterValue Value(ReadOnlySpan<byte> value)
    {
        var fields = new ProtoFields(value);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 2 when double.IsFinite(fields.Real):
                    return fields.Real;
                case 3:
                    return fields.Text;
                case 4:
                    return fields.Number != 0;
                default:
                    break;
            }
        }

        return ParameterValue.Absent;
    }
}
