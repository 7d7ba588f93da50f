using Tune.Engine.Experiments;

namespace Tune.Storage.Layout;

/// <summary>Names become folders, so a store takes no other.</summary>
public static class ExperimentName
{
    /// <summary>Refuses a name that no experiment can have.</summary>
    /// <exception cref="ArgumentException">The message says what is allowed.</exception>
    public static void Check(string name)
    {
        if (!ExperimentSpec.IsName(name))
        {
            throw new ArgumentException(
                $"The experiment name '{name}' is not allowed: 1 to {ExperimentSpec.NameLengthMax} characters from "
                + "letters, digits, '.', '_' and '-', neither starting nor ending with a dot.", nameof(name));
        }
    }
}
