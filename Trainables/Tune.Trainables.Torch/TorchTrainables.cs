using Tune.Engine.Ports;

namespace Tune.Trainables.Torch;

/// <summary>Makes trainables of Torch code.</summary>
public static class TorchTrainables
{
    /// <summary>A <see cref="TorchTrainable{TConfig}"/>, each of whose running trials has a process of its own:
    /// Torch's random numbers are the process's, its memory is given back only by its end, and a native crash is the
    /// trial's alone.
    /// </summary>
    /// <param name="name">1 to 250 characters.</param>
    /// <param name="create">Makes a fresh instance for one attempt.</param>
    public static TrainableDefinition Class<TConfig>(string name, Func<TorchTrainable<TConfig>> create) =>
        Trainable.Class<TConfig>(name, create) with { Isolation = Isolation.Process };
}
