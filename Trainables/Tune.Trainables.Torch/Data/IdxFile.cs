using System.Buffers.Binary;
using System.IO.Compression;

namespace Tune.Trainables.Torch.Data;

/// <summary>
/// Reads the IDX format of the MNIST family: two zero bytes, a type (8 = unsigned byte), the number of dimensions, each
/// dimension as a big-endian 32-bit number, then the bytes. A file that starts with the gzip mark is unpacked on the
/// way.
/// </summary>
internal static class IdxFile
{
    private const long Largest = 1L << 30;

    /// <summary>The dimensions and the bytes of a file.</summary>
    public static (int[] Shape, byte[] Values) Read(string path)
    {
        using var file = File.OpenRead(path);
        var packed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        using var gzip = packed ? new GZipStream(file, CompressionMode.Decompress) : null;
        try
        {
            return Read((Stream?)gzip ?? file, path);
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException($"'{path}' ends before all its values; fetch it again.");
        }
        catch (InvalidDataException error) when (packed && !error.Message.Contains(path))
        {
            throw new InvalidDataException($"'{path}' is a damaged gzip file; fetch it again.", error);
        }
    }

    private static (int[] Shape, byte[] Values) Read(Stream stream, string path)
    {
        Span<byte> head = stackalloc byte[4];
        stream.ReadExactly(head);
        if (head[0] != 0 || head[1] != 0 || head[2] != 8 || head[3] is 0 or > 4)
            throw new InvalidDataException(
                $"'{path}' is not an IDX file of unsigned bytes with 1 to 4 dimensions (it starts with "
                + $"{Convert.ToHexString(head)}).");
        var shape = new int[head[3]];
        var total = 1L;
        for (var i = 0; i < shape.Length; i++)
        {
            stream.ReadExactly(head);
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(head);
            if (shape[i] < 1 || (total *= shape[i]) > Largest)
                throw new InvalidDataException($"'{path}' claims dimensions that no set of the MNIST family has.");
        }
        var values = new byte[total];
        stream.ReadExactly(values);
        if (stream.ReadByte() >= 0)
            throw new InvalidDataException($"'{path}' goes on after its last value.");
        return (shape, values);
    }
}
