using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.Grid;

/// <summary>
/// Every combination of the space's grid axes, once or several times over. Parameters that are no grid axes are drawn
/// anew for each trial.
/// </summary>
public sealed record GridOptions : SearcherOptions
{
    /// <summary>How often to go through the whole grid, 1 or more; default 1. The grid is finished once before it is
    /// begun again.</summary>
    public int Repeats { get; init; } = 1;

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        if (Repeats < 1)
        {
            yield return $"Grid.Repeats is {Repeats}; it must be 1 or more.";
        }

        if (context.Space.GridSize is not { } size)
        {
            yield return "Grid search needs a space with at least one grid axis, and this one has none: "
                + "add axes, or choose another searcher.";
        }
        else if (Repeats > 0 && size > int.MaxValue / Repeats)
        {
            yield return $"The grid has {size} combinations, to be tried {Repeats} times; "
                + $"at most {int.MaxValue} trials are possible.";
        }
        else if (Repeats > 0 && context.Trials > (size * Repeats) + context.GivenPoints)
        {
            yield return $"Trials is {context.Trials}, but grid search comes to an end after "
                + $"{(size * Repeats) + context.GivenPoints}: the grid has {size} combinations, each tried "
                + $"{Repeats} times, and {context.GivenPoints} points are given. Lower Trials, raise Grid.Repeats, or "
                + "leave Trials out.";
        }
    }

    /// <inheritdoc />
    public override bool IsFinite() => true;

    /// <inheritdoc />
    public override int ObjectivesMax() => int.MaxValue;

    /// <inheritdoc />
    public override int TrialsEach() => Repeats;

    /// <inheritdoc />
    public override ISearcher Create(AlgorithmContext context) => new GridSearcher(Repeats, context);
}
