using static TorchSharp.torch;

namespace Tune.Trainables.Torch.Safetensors;

/// <summary>
/// The element types that both the format and Torch know: their names in a header, and their sizes in bytes.
/// </summary>
internal static class ElementType
{
    private static readonly (ScalarType Type, string Name, int Size)[] Known =
    [
        (ScalarType.Float64, "F64", 8),
        (ScalarType.Float32, "F32", 4),
        (ScalarType.Float16, "F16", 2),
        (ScalarType.BFloat16, "BF16", 2),
        (ScalarType.Int64, "I64", 8),
        (ScalarType.Int32, "I32", 4),
        (ScalarType.Int16, "I16", 2),
        (ScalarType.Int8, "I8", 1),
        (ScalarType.Byte, "U8", 1),
        (ScalarType.Bool, "BOOL", 1),
    ];

    /// <summary>Every name, for messages.</summary>
    public static string Names { get; } = string.Join(", ", Known.Select(known => known.Name));

    public static bool TryParse(string name, out ScalarType type)
    {
        var index = Array.FindIndex(Known, known => known.Name == name);
        type = index < 0 ? default : Known[index].Type;
        return index >= 0;
    }

    public static bool TryName(ScalarType type, out string name)
    {
        var index = Array.FindIndex(Known, known => known.Type == type);
        name = index < 0 ? "" : Known[index].Name;
        return index >= 0;
    }

    public static int Size(ScalarType type) => Array.Find(Known, known => known.Type == type).Size;
}
