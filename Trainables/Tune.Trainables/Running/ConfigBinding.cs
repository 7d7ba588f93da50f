using Tune.Engine.Spaces;

namespace Tune.Trainables.Running;

/// <summary>Gives training code its configuration in the type it asks for.</summary>
internal static class ConfigBinding
{
    /// <exception cref="InvalidTrainableException">The configuration does not fill the type.</exception>
    public static TConfig Bind<TConfig>(Configuration config) => config is TConfig same
        ? same
        : throw new InvalidTrainableException($"The configuration cannot be read as a {typeof(TConfig).Name}.");
}
