using System.Collections;
using Tune.Engine.Analysis;
using Tune.Engine.Results;
using Tune.Plots;

namespace Tune.Hosting.Results;

/// <summary>A <see cref="ResultGrid"/> whose configurations are the user's own records.</summary>
/// <typeparam name="TConfig">The configuration record.</typeparam>
public sealed class ResultGrid<TConfig> : IReadOnlyList<Result<TConfig>>
    where TConfig : notnull
{
    internal ResultGrid(ResultGrid untyped) => Untyped = untyped;

    /// <summary>The same without types.</summary>
    public ResultGrid Untyped { get; }

    /// <inheritdoc cref="ResultGrid.Experiment" />
    public ExperimentSummary Experiment => Untyped.Experiment;

    /// <inheritdoc />
    public int Count => Untyped.Count;

    /// <inheritdoc />
    public Result<TConfig> this[int index] => new(Untyped[index]);

    /// <inheritdoc cref="ResultGrid.Best" />
    public Result<TConfig> Best => new(Untyped.Best);

    /// <inheritdoc cref="ResultGrid.Errors" />
    public IEnumerable<Result<TConfig>> Errors => Untyped.Errors.Select(result => new Result<TConfig>(result));

    /// <inheritdoc cref="ResultGrid.Plots" />
    public ExperimentPlots Plots => Untyped.Plots;

    /// <inheritdoc cref="ResultGrid.Importance" />
    public ImportanceReport? Importance(ImportanceOptions? options = null, Target? target = null) =>
        Untyped.Importance(options, target);

    /// <inheritdoc cref="ResultGrid.Interactions" />
    public InteractionReport? Interactions(ImportanceOptions? options = null, Target? target = null) =>
        Untyped.Interactions(options, target);

    /// <inheritdoc cref="ResultGrid.SuggestSpace" />
    public SpaceSuggestion? SuggestSpace(NarrowingOptions? options = null, Target? target = null) =>
        Untyped.SuggestSpace(options, target);

    /// <inheritdoc cref="ResultGrid.BestAsync" />
    public async Task<Result<TConfig>> BestAsync(
        Scope scope, int lastCount = 5, CancellationToken cancellation = default) =>
        new(await Untyped.BestAsync(scope, lastCount, cancellation));

    /// <inheritdoc />
    public IEnumerator<Result<TConfig>> GetEnumerator() =>
        Untyped.Select(result => new Result<TConfig>(result)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
