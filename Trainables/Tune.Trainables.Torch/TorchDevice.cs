using System.Globalization;
using static TorchSharp.torch;

namespace Tune.Trainables.Torch;

/// <summary>Chooses where tensors live, from the words a specification uses.</summary>
public static class TorchDevice
{
    /// <summary>The device that a word names.</summary>
    /// <param name="name"><c>cpu</c>; <c>cuda</c> or <c>cuda:N</c> for a GPU, N counting from 0 among those the
    /// process may see; <c>auto</c> for the first GPU if there is one and the CPU otherwise.</param>
    /// <exception cref="ArgumentException">The word is none of these.</exception>
    /// <exception cref="InvalidOperationException">A GPU is named that this process does not have.</exception>
    public static Device Resolve(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name == "cpu" || (name == "auto" && !cuda.is_available()))
            return CPU;
        var index = 0;
        var known = name is "auto" or "cuda" || (name.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out index));
        if (!known)
            throw new ArgumentException(
                $"The device '{name}' is unknown; allowed are auto, cpu, cuda and cuda:N.", nameof(name));
        var count = cuda.is_available() ? cuda.device_count() : 0;
        if (index >= count)
            throw new InvalidOperationException(
                $"The device '{name}' is not here: this process sees {count} GPUs. Use cpu or auto, ask for a GPU in "
                + "the trial's resources, or build with -p:Torch=cuda.");
        return new Device(TorchSharp.DeviceType.CUDA, index);
    }
}
