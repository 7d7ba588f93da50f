using System.Text.Json;
using static TorchSharp.torch;

namespace Tune.Trainables.Torch.Safetensors;

/// <summary>The parsed and checked header of a safetensors file. Entries stand in the order of their bytes.</summary>
internal sealed record SafetensorsHeader(
    IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    public const string MetadataKey = "__metadata__";
    private const int MostDimensions = 64;

    /// <param name="json">The header's bytes.</param>
    /// <param name="dataLength">How many bytes follow the header.</param>
    /// <param name="path">The file, for messages.</param>
    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> json, long dataLength, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement;
            if (json.Span[0] != '{' || root.GetPropertyCount() > SafetensorsFile.MostTensors + 1)
                throw Bad(path, $"its header is not an object of at most {SafetensorsFile.MostTensors} tensors");
            var entries = new List<SafetensorsEntry>(root.GetPropertyCount());
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in root.EnumerateObject())
            {
                if (property.Name == MetadataKey)
                    foreach (var text in property.Value.EnumerateObject())
                        metadata.Add(text.Name, text.Value.GetString() ?? throw Bad(path, "a metadata entry is null"));
                else
                    entries.Add(Entry(property.Name, property.Value, path));
            }
            entries.Sort((left, right) => left.Begin != right.Begin
                ? left.Begin.CompareTo(right.Begin) : left.End.CompareTo(right.End));
            CheckLayout(entries, dataLength, path);
            return new SafetensorsHeader(entries, metadata);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException
            or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"'{path}' has a header that is not of the format: {error.Message}", error);
        }
    }

    private static SafetensorsEntry Entry(string name, JsonElement value, string path)
    {
        var typeName = value.GetProperty("dtype").GetString() ?? "";
        if (!ElementType.TryParse(typeName, out var type))
            throw Bad(path, $"the tensor '{name}' has the element type '{typeName}'; known are {ElementType.Names}");
        var shape = value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        if (shape.Length > MostDimensions || shape.Any(size => size < 0))
            throw Bad(path, $"the tensor '{name}' has an impossible shape");
        var offsets = value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0])
            throw Bad(path, $"the tensor '{name}' has impossible offsets");
        if (Bytes(shape, type) != offsets[1] - offsets[0])
            throw Bad(path, $"the tensor '{name}' has offsets that do not fit its shape and element type");
        return new SafetensorsEntry(name, type, shape, offsets[0], offsets[1]);
    }

    // Without this check two names could alias the same bytes, or bytes hide between tensors.
    private static void CheckLayout(List<SafetensorsEntry> entries, long dataLength, string path)
    {
        var at = 0L;
        foreach (var entry in entries)
        {
            if (entry.Begin != at)
                throw Bad(path, $"the tensor '{entry.Name}' begins at {entry.Begin} instead of {at} (overlap or gap)");
            at = entry.End;
        }
        if (at != dataLength)
            throw Bad(path, $"its tensors take {at} bytes but {dataLength} follow the header");
    }

    private static Int128 Bytes(long[] shape, ScalarType type)
    {
        Int128 total = ElementType.Size(type);
        foreach (var size in shape)
            if ((total *= size) > long.MaxValue)
                return -1;
        return total;
    }

    private static InvalidDataException Bad(string path, string what) =>
        new($"'{path}' is not a sound safetensors file: {what}.");
}
