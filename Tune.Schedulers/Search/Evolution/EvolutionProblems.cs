using System.Globalization;
using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.Evolution;

/// <summary>What the options of evolutionary searchers have in common to be wrong with.</summary>
internal static class EvolutionProblems
{
    // A generation of more is never over.
    private const int Most = 10_000;

    public static IEnumerable<string> Size(string name, int population, int least)
    {
        if (population < least || population > Most)
        {
            yield return $"{name}.Population is {population}; it must be {least} to 10,000.";
        }
    }

    public static IEnumerable<string> Share(string field, double? share)
    {
        if (share is { } given && !(given >= 0 && given <= 1))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{field} is {given}; it must be 0 to 1.");
        }
    }

    public static IEnumerable<string> Index(string field, double index)
    {
        if (!(index >= 0 && double.IsFinite(index)))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{field} is {index}; it must be a number of 0 or more.");
        }
    }

    public static IEnumerable<string> Space(string name, AlgorithmContext context)
    {
        if (context.Space.Dimensions == 0)
        {
            yield return $"{name} needs a parameter with something to choose; the space has none.";
        }
    }
}
