using System.Buffers.Binary;
using static TorchSharp.torch;

namespace Tune.Trainables.Torch.Safetensors;

/// <summary>
/// An open safetensors file: an 8-byte little-endian header length, a JSON header, and the tensors' raw bytes.
/// Reading one never runs code from it. The header is checked whole when the file is opened, so a damaged or hostile
/// file is refused before any tensor is made.
/// </summary>
/// <remarks>The format is the one of the Hugging Face project of that name; PyTorch reads these files with its
/// <c>safetensors.torch.load_file</c>.</remarks>
public sealed class SafetensorsFile : IDisposable
{
    /// <summary>The most bytes a header may have: 16 MiB.</summary>
    public const int LargestHeader = 16 << 20;

    /// <summary>The most tensors a file may hold.</summary>
    public const int MostTensors = 100_000;

    private const int CopyBuffer = 1 << 20;

    private readonly FileStream _stream;
    private readonly Dictionary<string, SafetensorsEntry> _entries;
    private readonly long _dataStart;

    private SafetensorsFile(
        FileStream stream, long dataStart, SafetensorsHeader header)
    {
        _stream = stream;
        _dataStart = dataStart;
        _entries = header.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        Metadata = header.Metadata;
    }

    /// <summary>The tensors, by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    /// <summary>The file's free text entries.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header: sizes, names, element types, and that the tensors fill the file
    /// with neither overlap nor gap.</summary>
    /// <exception cref="InvalidDataException">The file is not a sound safetensors file; the message says what is
    /// wrong.</exception>
    public static SafetensorsFile Open(string path)
    {
        var stream = File.OpenRead(path);
        try
        {
            var length = stream.Length;
            if (length < 8)
                throw new InvalidDataException($"'{path}' has {length} bytes; a safetensors file has at least 8.");
            Span<byte> prefix = stackalloc byte[8];
            stream.ReadExactly(prefix);
            var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            if (headerLength > LargestHeader)
                throw new InvalidDataException(
                    $"'{path}' claims a header of {headerLength} bytes; allowed is at most {LargestHeader}.");
            if ((long)headerLength > length - 8)
                throw new InvalidDataException(
                    $"'{path}' claims a header of {headerLength} bytes but has {length - 8} left: it is cut off.");
            var json = new byte[headerLength];
            stream.ReadExactly(json);
            var dataStart = 8 + (long)headerLength;
            return new SafetensorsFile(stream, dataStart, SafetensorsHeader.Parse(json, length - dataStart, path));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads one tensor. The caller disposes it.</summary>
    /// <exception cref="KeyNotFoundException">The file has no tensor of that name.</exception>
    public Tensor Read(string name, Device? device = null)
    {
        if (!_entries.TryGetValue(name, out var entry))
            throw new KeyNotFoundException($"'{_stream.Name}' has no tensor '{name}'.");
        var loaded = empty([.. entry.Shape], entry.Type, CPU);
        try
        {
            if (entry.End > entry.Begin)
            {
                _stream.Position = _dataStart + entry.Begin;
                loaded.ReadBytesFromStream(_stream, CopyBuffer);
            }
            if (device is null || device.type == TorchSharp.DeviceType.CPU)
                return loaded;
            var moved = loaded.to(device);
            loaded.Dispose();
            return moved;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
