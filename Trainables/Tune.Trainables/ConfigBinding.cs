using Tune.Engine.Spaces;

namespace Tune.Trainables;

/// <summary>Gives training code its configuration in the type it asks for.</summary>
internal static class ConfigBinding
{
    /// <exception cref="InvalidTrainableException">The configuration does not fill the type.</exception>
    public static TConfig Bind<TConfig>(Configuration config)
    {
        if (config is TConfig same)
        {
            return same;
        }

        try
        {
            return SearchSpace.Bind<TConfig>(config);
        }
        catch (Exception e) when (e is ArgumentException or InvalidSpaceException)
        {
            throw new InvalidTrainableException($"The configuration is no {typeof(TConfig).Name}: {e.Message}", e);
        }
    }
}
