using System.Runtime.InteropServices;

namespace Tune.Engine.Ports;

public sealed partial class MemoryCarrier
{
    /// <summary>Real numbers, as many as there were, bit by bit.</summary>
    public double[] Reals(double[] values)
    {
        var block = Block(MemoryMarshal.AsBytes<double>(values), sizeof(double));
        return IsReading ? MemoryMarshal.Cast<byte, double>(block).ToArray() : values;
    }

    /// <summary>Whole numbers, as many as there were, four bytes each: for many of them, where
    /// <see cref="Number(int)"/> one by one takes longer.</summary>
    public int[] Numbers(int[] values)
    {
        var block = Block(MemoryMarshal.AsBytes<int>(values), sizeof(int));
        return IsReading ? MemoryMarshal.Cast<byte, int>(block).ToArray() : values;
    }

    /// <summary>What <see cref="Word"/> carries, as many as there were.</summary>
    public ulong[] Words(ulong[] values)
    {
        var block = Block(MemoryMarshal.AsBytes<ulong>(values), sizeof(ulong));
        return IsReading ? MemoryMarshal.Cast<byte, ulong>(block).ToArray() : values;
    }

    // How many there are, and then they as they lie in memory: what is carried comes back on the same machine.
    private ReadOnlySpan<byte> Block(ReadOnlySpan<byte> bytes, int size)
    {
        var count = Count(bytes.Length / size);
        if (_to is not null)
        {
            _to.Raw(bytes);
            return bytes;
        }

        var from = Rest();
        if (count > from.Left / size)
        {
            throw new InvalidDataException($"{count} numbers do not fit into the {from.Left} bytes that are left");
        }

        var read = from.Raw(count * size);
        MoveTo(from);
        return read;
    }
}
