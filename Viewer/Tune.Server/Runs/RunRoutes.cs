using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Engine.Runs;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Runs;

/// <summary>Free-standing runs and models, to read.</summary>
internal static class RunRoutes
{
    private const int TakeMax = 1_000;
    private const int EntriesInList = 50;
    private const int MetricsMax = 50;
    private const int CollectionsMax = 1_000;

    public static void Map(IEndpointRouteBuilder routes, Served served)
    {
        routes.MapGet("/runs", (CancellationToken cancellation) => CollectionsAsync(served, cancellation))
            .Produces<CollectionList>();
        routes.MapGet("/runs/{collection:int}", (
            int collection, int? skip, int? take, CancellationToken cancellation) => RunsAsync(
                served, collection, Bounds.Skip(skip), Bounds.Take(take, 100, TakeMax), cancellation))
            .Produces<RunList>();
        routes.MapGet("/runs/{collection:int}/{run}", (
            int collection, string run, CancellationToken cancellation) => RunAsync(
                served, collection, run, cancellation)).Produces<RunItem>();
        routes.MapGet("/runs/{collection:int}/{run}/metrics", (
            int collection, string run, string metric, int? width, CancellationToken cancellation) => MetricsAsync(
                served, collection, run, metric, Bounds.Within("width", width ?? 500, 2, 5_000), cancellation))
            .Produces<RunMetricList>();
        routes.MapGet("/models", (int? skip, int? take, CancellationToken cancellation) => ModelsAsync(
            served, Bounds.Skip(skip), Bounds.Take(take, 100, TakeMax), cancellation)).Produces<ModelList>();
        routes.MapGet("/models/{name}", (string name, CancellationToken cancellation) => ModelAsync(
            served, name, cancellation)).Produces<ModelItem>();
    }

    /// <summary>Looks a run up, and asks something about it.</summary>
    /// <exception cref="BadHttpRequestException">There is none.</exception>
    public static async Task<T> AskAsync<T>(
        Served served, int collection, string run, Func<RunLedger, RunRecord, T> question,
        CancellationToken cancellation)
        where T : class =>
        await AskAsync(
            served, ledger => ledger.Run(run) is { IsDeleted: false } found && found.Collection == collection
                ? question(ledger, found) : null, cancellation)
        ?? throw Missing($"There is no run '{Problem.Quoted(run)}' in collection {collection}.");

    private static async Task<IResult> CollectionsAsync(Served served, CancellationToken cancellation) =>
        Answer.Of(new CollectionList
        {
            Collections = await AskAsync(
                served,
                ledger => (IReadOnlyList<CollectionItem>)
                [
                    .. ledger.Collections().Where(collection => !collection.IsDeleted)
                        .Select(collection => RunForms.Of(ledger, collection))
                        .OrderByDescending(item => item.LastUtc ?? item.CreatedUtc).Take(CollectionsMax),
                ],
                cancellation) ?? [],
        });

    private static async Task<IResult> RunsAsync(
        Served served, int collection, int skip, int take, CancellationToken cancellation) =>
        Answer.Of(await AskAsync(
            served,
            ledger => ledger.Collection(collection) is not { IsDeleted: false } found ? null : new RunList
            {
                Collection = RunForms.Of(ledger, found),
                Total = ledger.RunsOf(collection).Count(run => !run.IsDeleted),
                Runs =
                [
                    .. ledger.RunsOf(collection).Where(run => !run.IsDeleted).OrderByDescending(run => run.Start)
                        .ThenBy(run => run.Id, StringComparer.Ordinal).Skip(skip).Take(take)
                        .Select(run => RunForms.Of(run, EntriesInList)),
                ],
            },
            cancellation) ?? throw Missing($"There is no collection {collection}."));

    private static async Task<IResult> RunAsync(
        Served served, int collection, string run, CancellationToken cancellation) => Answer.Of(await AskAsync(
            served, collection, run,
            (ledger, found) => RunForms.Of(found) with
            {
                Models =
                [
                    .. from model in ledger.Models()
                       from version in model.Versions.Values
                       where version.Origin.Run == run
                       select $"{model.Name}/{version.Number}",
                ],
            },
            cancellation));

    private static async Task<IResult> MetricsAsync(
        Served served, int collection, string run, string metric, int width, CancellationToken cancellation)
    {
        var metrics = metric.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return metrics.Length is > 0 and <= MetricsMax
            ? Answer.Of(await AskAsync(
                served, collection, run,
                (ledger, found) => new RunMetricList
                {
                    Metrics = [.. metrics.Select(name => RunMetrics.Of(ledger, found, name, width))],
                },
                cancellation))
            : throw new BadHttpRequestException($"'metric' must name 1 to {MetricsMax} metrics, with commas.");
    }

    private static async Task<IResult> ModelsAsync(
        Served served, int skip, int take, CancellationToken cancellation) =>
        Answer.Of(await AskAsync(
            served,
            ledger => new ModelList
            {
                Total = ledger.ModelCount,
                Models =
                [
                    .. ledger.Models().OrderBy(model => model.Name, StringComparer.Ordinal).Skip(skip).Take(take)
                        .Select(model => RunForms.Of(ledger, model, most: 1)),
                ],
            },
            cancellation) ?? new ModelList { Total = 0, Models = [] });

    private static async Task<IResult> ModelAsync(Served served, string name, CancellationToken cancellation) =>
        Answer.Of(await AskAsync(
            served, ledger => ledger.Model(name) is { } model ? RunForms.Of(ledger, model) : null, cancellation)
            ?? throw Missing($"There is no model '{Problem.Quoted(name)}'."));

    // A store that keeps no runs has none.
    private static async Task<T?> AskAsync<T>(
        Served served, Func<RunLedger, T?> question, CancellationToken cancellation)
        where T : class =>
        served.Store.Runs is { } book ? await book.ReadAsync(question, cancellation) : null;

    public static BadHttpRequestException Missing(string why) => new(why, StatusCodes.Status404NotFound);
}
