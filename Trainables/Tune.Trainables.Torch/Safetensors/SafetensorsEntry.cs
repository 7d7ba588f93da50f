using static TorchSharp.torch;

namespace Tune.Trainables.Torch.Safetensors;

/// <summary>One tensor of a safetensors file, as its header describes it.</summary>
/// <param name="Name">The tensor's name, unique in the file.</param>
/// <param name="Type">What its elements are.</param>
/// <param name="Shape">Its dimensions; none for a single number.</param>
/// <param name="Begin">Where its bytes begin, counted from the end of the header.</param>
/// <param name="End">Where they end, exclusive.</param>
public sealed record SafetensorsEntry(
    string Name, ScalarType Type, IReadOnlyList<long> Shape, long Begin, long End);
