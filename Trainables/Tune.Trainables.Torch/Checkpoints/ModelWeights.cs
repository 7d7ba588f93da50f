using Tune.Trainables.Torch.Safetensors;
using static TorchSharp.torch;

namespace Tune.Trainables.Torch.Checkpoints;

/// <summary>
/// Puts a file's tensors into a module's parameters and buffers, which must match by name, type and shape.
/// </summary>
internal static class ModelWeights
{
    /// <exception cref="InvalidDataException">Something does not match.</exception>
    public static void CheckFits(nn.Module model, SafetensorsFile file)
    {
        var own = model.state_dict();
        if (own.Keys.FirstOrDefault(name => !file.Entries.ContainsKey(name)) is { } missing)
            throw new InvalidDataException(
                $"The checkpoint lacks the model's tensor '{missing}': it is of another model.");
        if (file.Entries.Keys.FirstOrDefault(name => !own.ContainsKey(name)) is { } unknown)
            throw new InvalidDataException(
                $"The checkpoint's tensor '{unknown}' is not in the model: it is of another model.");
        foreach (var (name, tensor) in own)
        {
            var entry = file.Entries[name];
            if (entry.Type != tensor.dtype || !entry.Shape.SequenceEqual(tensor.shape))
                throw new InvalidDataException(
                    $"The checkpoint's '{name}' is {entry.Type} [{string.Join(", ", entry.Shape)}]; the model's is "
                    + $"{tensor.dtype} [{string.Join(", ", tensor.shape)}].");
        }
    }

    /// <summary>Copies in place, so that the optimizer keeps holding the same parameters.</summary>
    public static void Restore(nn.Module model, SafetensorsFile file)
    {
        using var quiet = no_grad();
        foreach (var (name, tensor) in model.state_dict())
        {
            using var saved = file.Read(name);
            tensor.copy_(saved);
        }
    }
}
