using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Tune.Trainables.Torch.Safetensors;

/// <summary>Writes tensors as a safetensors file; see <see cref="SafetensorsFile"/>.</summary>
public static class SafetensorsWriter
{
    private const int CopyBuffer = 1 << 20;

    /// <summary>
    /// Writes the tensors to a new file, replacing an old one. The same tensors give the same bytes. The file is not
    /// synced to the disk: who keeps it does that.
    /// </summary>
    /// <param name="path">The file to write.</param>
    /// <param name="tensors">The tensors by name, on any device; copied as they are, without their gradients.</param>
    /// <param name="metadata">Free text entries for the header.</param>
    /// <exception cref="ArgumentException">A name is empty, doubled or reserved, or an element type has no name in
    /// the format.
    /// </exception>
    public static void Write(
        string path,
        IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Count > SafetensorsFile.MostTensors)
            throw new ArgumentException(
                $"{tensors.Count} tensors; allowed are at most {SafetensorsFile.MostTensors}.", nameof(tensors));
        // Largest elements first, so that every tensor lies aligned for its type and can be mapped into memory.
        var ordered = tensors.OrderByDescending(tensor => ElementType.Size(tensor.Value.dtype)).ToArray();
        var header = Header(ordered, metadata);
        using var file = File.Create(path);
        file.Write(header);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        foreach (var (_, tensor) in ordered)
        {
            if (tensor.NumberOfElements == 0)
                continue;
            using var plain = tensor.detach().cpu().contiguous();
            plain.WriteBytesToStream(file, CopyBuffer);
        }
    }

    private static byte[] Header(
        KeyValuePair<string, Tensor>[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var json = new MemoryStream();
        json.Write(stackalloc byte[8]);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                writer.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach (var (key, text) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                    writer.WriteString(key, text);
                writer.WriteEndObject();
            }
            WriteEntries(writer, tensors);
            writer.WriteEndObject();
        }
        while (json.Length % 8 != 0)
            json.WriteByte((byte)' ');
        var bytes = json.ToArray();
        if (bytes.Length - 8 > SafetensorsFile.LargestHeader)
            throw new ArgumentException(
                $"The header takes {bytes.Length - 8} bytes; allowed are {SafetensorsFile.LargestHeader}.",
                nameof(tensors));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)bytes.Length - 8);
        return bytes;
    }

    private static void WriteEntries(Utf8JsonWriter writer, KeyValuePair<string, Tensor>[] tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var at = 0L;
        foreach (var (name, tensor) in tensors)
        {
            if (string.IsNullOrEmpty(name) || name == SafetensorsHeader.MetadataKey || !names.Add(name))
                throw new ArgumentException(
                    $"'{name}' cannot name a tensor: it is empty, reserved or taken.", nameof(tensors));
            if (!ElementType.TryName(tensor.dtype, out var type))
                throw new ArgumentException(
                    $"The tensor '{name}' has the element type {tensor.dtype}; the format takes {ElementType.Names}.",
                    nameof(tensors));
            writer.WriteStartObject(name);
            writer.WriteString("dtype", type);
            writer.WriteStartArray("shape");
            foreach (var size in tensor.shape)
                writer.WriteNumberValue(size);
            writer.WriteEndArray();
            writer.WriteStartArray("data_offsets");
            writer.WriteNumberValue(at);
            writer.WriteNumberValue(at += tensor.NumberOfElements * ElementType.Size(tensor.dtype));
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }
}
