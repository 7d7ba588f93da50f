using System.Collections.Immutable;

namespace Tune.Hosting;

/// <summary>
/// Begin with what finished experiments of the same store have found. Their trials are taken over when the experiment
/// is first submitted and are part of it from then on: the others may change or go.
/// </summary>
/// <remarks>How the searcher uses them, what it gains and what it may cost is written beside
/// <see cref="Tune.Schedulers.Search.WarmStart.WarmStartOptions"/>.</remarks>
/// <param name="From">The names of the experiments, one or more. Each must optimise the same metric in the same
/// direction; its space may be another one.</param>
public sealed record WarmStart(params ImmutableArray<string> From)
{
    /// <summary>How many trials to take from each, 1 to 1,000 in all; default 50: half of them its best, half its most
    /// recent.</summary>
    public int TrialsEach { get; init; } = 50;

    /// <summary>How many of the best to try first, 0 or more; default 3.</summary>
    public int Top { get; init; } = 3;

    /// <summary>After how many results of its own the experiment no longer heeds the earlier ones; 1 or more, default
    /// 50.</summary>
    public int Fade { get; init; } = 50;
}
