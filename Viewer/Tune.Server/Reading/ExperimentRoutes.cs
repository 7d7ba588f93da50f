using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Engine.Results;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Reading;

internal static class ExperimentRoutes
{
    // With notes, programs and their packages.
    private const int WholeMax = 200;
    private const int TakeMax = 1000;

    public static void Map(IEndpointRouteBuilder routes, Served served)
    {
        routes.MapGet("/experiments", (
            string? where, string? order, bool? descending, string? listed, int? skip, int? take, bool? whole,
            CancellationToken cancellation) => ListAsync(
                served, whole ?? false,
                new ExperimentQuery
                {
                    Where = string.IsNullOrWhiteSpace(where) ? null : ExperimentFields.Parse(where),
                    Order = OrderOf(order),
                    Descending = descending ?? false,
                    Listed = ListedOf(listed),
                    Skip = Bounds.Skip(skip),
                    Take = Bounds.Take(take, 100, whole == true ? WholeMax : TakeMax),
                },
                cancellation)).Produces<ExperimentList>();
        routes.MapGet("/experiments/{experiment}", (string experiment, CancellationToken cancellation) =>
            FindAsync(served, experiment, cancellation)).Produces<ExperimentItem>();
    }

    private static async Task<IResult> ListAsync(
        Served served, bool whole, ExperimentQuery query, CancellationToken cancellation)
    {
        if (whole && query.Skip == 0)
        {
            await CatchUpAsync(served, cancellation);
        }

        var page = await served.Store.Tracking.GlancesAsync(query, cancellation);
        return Answer.Of(new ExperimentList
        {
            Total = page.Total,
            Experiments = whole
                ? await WholeAsync(served, page.Experiments, cancellation)
                : [.. page.Experiments.Select(glance => Forms.Of(glance, served.Retention))],
        });
    }

    // Who asks for all there is to know has perhaps just changed something, and looks whether it is so.
    private static async Task CatchUpAsync(Served served, CancellationToken cancellation)
    {
        foreach (var some in (await served.Store.ExperimentsAsync(cancellation)).Chunk(TakeMax))
        {
            await Task.WhenAll(some.Select(
                name => served.Store.Tracking.CatchUpAsync(name, cancellation).AsTask()));
        }
    }

    // One that is removed meanwhile is left out.
    private static async Task<List<ExperimentItem>> WholeAsync(
        Served served, IReadOnlyList<ExperimentGlance> glances, CancellationToken cancellation)
    {
        var items = new List<ExperimentItem>(glances.Count);
        foreach (var glance in glances)
        {
            if (await served.Store.Tracking.FindAsync(glance.Name, cancellation) is { } summary)
            {
                items.Add(Details.Whole(glance, summary, served.Retention));
            }
        }

        return items;
    }

    /// <summary>name, created, last, state, trials, reports or best; null for anything else.</summary>
    public static ExperimentOrder? KnownOrder(string? word) => word is null or "" ? ExperimentOrder.Name
        : Enum.GetValues<ExperimentOrder>().Cast<ExperimentOrder?>().FirstOrDefault(
            known => known.ToString()!.Equals(word, StringComparison.OrdinalIgnoreCase));

    private static ExperimentOrder OrderOf(string? word) => KnownOrder(word) ?? throw new BadHttpRequestException(
        $"'order' is '{Problem.Quoted(word!)}'; it may be name, created, last, state, trials, reports or best.");

    /// <summary>What of the recycle bin is listed.</summary>
    /// <exception cref="BadHttpRequestException">There is no such word.</exception>
    internal static Listed ListedOf(string? word) => word switch
    {
        null or "kept" => Listed.Kept,
        "deleted" => Listed.Deleted,
        "all" => Listed.All,
        _ => throw new BadHttpRequestException("'listed' may be kept, deleted or all."),
    };

    private static async Task<IResult> FindAsync(Served served, string experiment, CancellationToken cancellation) =>
        Answer.Of(Forms.Of(await served.GlanceAsync(experiment, cancellation), served.Retention));
}
