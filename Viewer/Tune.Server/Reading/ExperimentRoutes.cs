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
    private const int TakeMax = 1000;

    public static void Map(IEndpointRouteBuilder routes, Served served)
    {
        routes.MapGet("/experiments", (
            string? where, string? order, bool? descending, string? listed, int? skip, int? take,
            CancellationToken cancellation) => ListAsync(
                served,
                new ExperimentQuery
                {
                    Where = string.IsNullOrWhiteSpace(where) ? null : ExperimentFields.Parse(where),
                    Order = OrderOf(order),
                    Descending = descending ?? false,
                    Listed = ListedOf(listed),
                    Skip = Bounds.Skip(skip),
                    Take = Bounds.Take(take, 100, TakeMax),
                },
                cancellation)).Produces<ExperimentList>();
        routes.MapGet("/experiments/{experiment}", (string experiment, CancellationToken cancellation) =>
            FindAsync(served, experiment, cancellation)).Produces<ExperimentItem>();
    }

    private static async Task<IResult> ListAsync(
        Served served, ExperimentQuery query, CancellationToken cancellation)
    {
        var page = await served.Store.Tracking.GlancesAsync(query, cancellation);
        return Answer.Of(new ExperimentList
        {
            Total = page.Total,
            Experiments = [.. page.Experiments.Select(glance => Forms.Of(glance, served.Retention))],
        });
    }

    private static ExperimentOrder OrderOf(string? word) => word is null or "" ? ExperimentOrder.Name
        : Enum.GetValues<ExperimentOrder>().Cast<ExperimentOrder?>().FirstOrDefault(
            known => known.ToString()!.Equals(word, StringComparison.OrdinalIgnoreCase))
        ?? throw new BadHttpRequestException(
            $"'order' is '{Problem.Quoted(word)}'; it may be name, created, last, state, trials, reports or best.");

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
