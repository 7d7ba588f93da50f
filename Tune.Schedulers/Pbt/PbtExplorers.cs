using System.Collections.Immutable;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;

namespace Tune.Schedulers.Pbt;

/// <summary>
/// Functions that change the configuration of a clone, by name. An experiment stores the name, so every program that
/// runs or resumes it registers the same functions when it starts.
/// </summary>
/// <remarks>
/// A function gets the configuration after the usual changes and a stream of chance of its own, and gives back the one
/// it wants, which is then moved into the search space. It must be pure: the same configuration and stream give the
/// same answer, on every node and when the history is replayed.
/// </remarks>
public static class PbtExplorers
{
    private static ImmutableDictionary<string, Func<Configuration, KeyedRandom, Configuration>> s_known =
        ImmutableDictionary.Create<string, Func<Configuration, KeyedRandom, Configuration>>(StringComparer.Ordinal);

    /// <summary>The names there are, in order.</summary>
    public static IEnumerable<string> Names => s_known.Keys.Order(StringComparer.Ordinal);

    /// <summary>Registers a function. To register the same one again changes nothing.</summary>
    /// <param name="name">Not empty; stands in <see cref="PbtOptions.Explore"/>.</param>
    /// <param name="explore">Pure, safe on many threads.</param>
    /// <exception cref="ArgumentException">The name is empty, or taken by another function.</exception>
    public static void Register(string name, Func<Configuration, KeyedRandom, Configuration> explore)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(explore);
        if (ImmutableInterlocked.GetOrAdd(ref s_known, name, explore) != explore)
        {
            throw new ArgumentException($"The name '{name}' is taken by another function.", nameof(name));
        }
    }

    /// <summary>The function of that name; null if there is none.</summary>
    internal static Func<Configuration, KeyedRandom, Configuration>? Find(string name) =>
        s_known.GetValueOrDefault(name);
}
