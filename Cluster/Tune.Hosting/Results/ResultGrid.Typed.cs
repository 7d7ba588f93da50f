using Tune.Engine.Analysis;
using Tune.Engine.Results;
using Tune.Plots;
using Tune.Plots.Charts;

namespace Tune.Hosting.Results;

/// <summary>A <see cref="ResultGrid"/> whose configurations are the user's own records.</summary>
/// <typeparam name="TConfig">The configuration record.</typeparam>
public sealed class ResultGrid<TConfig> : IAsyncEnumerable<Result<TConfig>>
    where TConfig : notnull
{
    internal ResultGrid(ResultGrid untyped) => Untyped = untyped;

    /// <summary>The same without types.</summary>
    public ResultGrid Untyped { get; }

    /// <inheritdoc cref="ResultGrid.Experiment" />
    public ExperimentSummary Experiment => Untyped.Experiment;

    /// <inheritdoc cref="ResultGrid.Count" />
    public int Count => Untyped.Count;

    /// <inheritdoc cref="ResultGrid.Best" />
    public Result<TConfig> Best => new(Untyped.Best);

    /// <inheritdoc cref="ResultGrid.BestOrNull" />
    public Result<TConfig>? BestOrNull => Untyped.BestOrNull is { } best ? new(best) : null;

    /// <inheritdoc cref="ResultGrid.GetAsync" />
    public async ValueTask<Result<TConfig>> GetAsync(int index, CancellationToken cancellation = default) =>
        new(await Untyped.GetAsync(index, cancellation));

    /// <inheritdoc cref="ResultGrid.GetAsyncEnumerator" />
    public IAsyncEnumerator<Result<TConfig>> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        Typed(Untyped).GetAsyncEnumerator(cancellationToken);

    /// <inheritdoc cref="ResultGrid.ErrorsAsync" />
    public IAsyncEnumerable<Result<TConfig>> ErrorsAsync() => Typed(Untyped.ErrorsAsync());

    /// <inheritdoc cref="ResultGrid.BestAsync" />
    public async Task<Result<TConfig>> BestAsync(
        Scope scope, int lastCount = 5, CancellationToken cancellation = default) =>
        new(await Untyped.BestAsync(scope, lastCount, cancellation));

    /// <inheritdoc cref="ResultGrid.FrontAsync" />
    public async Task<IReadOnlyList<Result<TConfig>>> FrontAsync(CancellationToken cancellation = default) =>
        [.. (await Untyped.FrontAsync(cancellation)).Select(result => new Result<TConfig>(result))];

    /// <inheritdoc cref="ResultGrid.ByConfigurationAsync" />
    public Task<IReadOnlyList<ConfigurationSummary>> ByConfigurationAsync(
        Scope scope = Scope.Best, int lastCount = 5, CancellationToken cancellation = default) =>
        Untyped.ByConfigurationAsync(scope, lastCount, cancellation);

    /// <inheritdoc cref="ResultGrid.BestConfigurationAsync" />
    public Task<ConfigurationSummary> BestConfigurationAsync(
        Scope scope = Scope.Best, int lastCount = 5, CancellationToken cancellation = default) =>
        Untyped.BestConfigurationAsync(scope, lastCount, cancellation);

    /// <inheritdoc cref="ResultGrid.WriteCsvAsync" />
    public Task<long> WriteCsvAsync(TextWriter output, CancellationToken cancellation = default) =>
        Untyped.WriteCsvAsync(output, cancellation);

    /// <inheritdoc cref="ResultGrid.SaveCsvAsync" />
    public Task<long> SaveCsvAsync(string path, CancellationToken cancellation = default) =>
        Untyped.SaveCsvAsync(path, cancellation);

    /// <inheritdoc cref="ResultGrid.WriteReportAsync" />
    public Task WriteReportAsync(TextWriter output, CancellationToken cancellation = default) =>
        Untyped.WriteReportAsync(output, cancellation);

    /// <inheritdoc cref="ResultGrid.SaveReportAsync" />
    public Task SaveReportAsync(string path, CancellationToken cancellation = default) =>
        Untyped.SaveReportAsync(path, cancellation);

    /// <inheritdoc cref="ResultGrid.PlotsAsync(CancellationToken)" />
    public Task<ExperimentPlots> PlotsAsync(CancellationToken cancellation = default) =>
        Untyped.PlotsAsync(cancellation);

    /// <inheritdoc cref="ResultGrid.PlotsAsync(PlotTheme, CancellationToken)" />
    public Task<ExperimentPlots> PlotsAsync(PlotTheme theme, CancellationToken cancellation = default) =>
        Untyped.PlotsAsync(theme, cancellation);

    /// <inheritdoc cref="ResultGrid.ImportanceAsync" />
    public Task<ImportanceReport?> ImportanceAsync(
        ImportanceOptions? options = null, Target? target = null, CancellationToken cancellation = default) =>
        Untyped.ImportanceAsync(options, target, cancellation);

    /// <inheritdoc cref="ResultGrid.InteractionsAsync" />
    public Task<InteractionReport?> InteractionsAsync(
        ImportanceOptions? options = null, Target? target = null, CancellationToken cancellation = default) =>
        Untyped.InteractionsAsync(options, target, cancellation);

    /// <inheritdoc cref="ResultGrid.SuggestSpaceAsync" />
    public Task<SpaceSuggestion?> SuggestSpaceAsync(
        NarrowingOptions? options = null, Target? target = null, CancellationToken cancellation = default) =>
        Untyped.SuggestSpaceAsync(options, target, cancellation);

    /// <inheritdoc cref="ResultGrid.EvidenceAsync" />
    public Task<Evidence> EvidenceAsync(Target? target = null, CancellationToken cancellation = default) =>
        Untyped.EvidenceAsync(target, cancellation);

    private static IAsyncEnumerable<Result<TConfig>> Typed(IAsyncEnumerable<Result> results) =>
        results.Select(result => new Result<TConfig>(result));
}
