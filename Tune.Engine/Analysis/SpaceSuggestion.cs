using Tune.Engine.Analysis.Narrowing;
using Tune.Engine.Spaces;

namespace Tune.Engine.Analysis;

/// <summary>A space for the next experiment, from what this one has found; see the README of Narrowing.</summary>
public sealed record SpaceSuggestion
{
    /// <summary>The fewest trials with a value from which anything is suggested.</summary>
    public const int TrialsMin = 20;

    /// <summary>The suggested space: usable as it is.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>What is suggested for each parameter with something to choose, in the order of the space.</summary>
    public required IReadOnlyList<ParameterSuggestion> Parameters { get; init; }

    /// <summary>How many trials had a value.</summary>
    public int Trials { get; init; }

    /// <summary>What was left out and why (<see cref="Evidence.LeftOut"/>); empty if nothing was.</summary>
    public string LeftOut { get; init; } = "";

    /// <summary>How many of them count as the best.</summary>
    public int Top { get; init; }

    /// <summary>The share of the best trials that lie inside all ranges, 0 to 1.</summary>
    public double TopInside { get; init; }

    /// <summary>The share of the old space that remains, 0 to 1, widened ends not counted.</summary>
    public double Volume { get; init; }

    /// <summary>As <see cref="ParameterSuggestion.ExpectedLoss"/>, for all changes together.</summary>
    public double ExpectedLoss { get; init; }

    /// <summary>Whether anything is to be changed.</summary>
    public bool IsChange => Parameters.Any(each => each.Change != SuggestedChange.Keep);

    /// <summary>The space as C# code; functions of derived parameters and constraints are comments there.</summary>
    public string Code => SpaceCode.Of(Space);

    /// <summary>Suggests a space.</summary>
    /// <param name="space">The space that was searched.</param>
    /// <param name="evidence">Trials of it.</param>
    /// <param name="options">How.</param>
    /// <returns>Null if fewer than <see cref="TrialsMin"/> trials count, or the best cannot be told from the others.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static SpaceSuggestion? Of(SearchSpace space, Evidence evidence, NarrowingOptions? options = null)
    {
        var asked = options ?? new NarrowingOptions();
        asked.Check();
        return evidence.Count < TrialsMin ? null : SpaceNarrowing.Of(space, evidence, asked);
    }
}
