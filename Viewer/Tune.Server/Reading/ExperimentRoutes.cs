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
        routes.MapGet("/experiments", (int? skip, int? take, CancellationToken cancellation) =>
            ListAsync(served, skip, take, cancellation)).Produces<ExperimentList>();
        routes.MapGet("/experiments/{experiment}", (string experiment, CancellationToken cancellation) =>
            FindAsync(served, experiment, cancellation)).Produces<ExperimentItem>();
    }

    private static async Task<IResult> ListAsync(Served served, int? skip, int? take, CancellationToken cancellation)
    {
        var page = await served.Store.Tracking.GlancesAsync(
            Bounds.Skip(skip), Bounds.Take(take, 100, TakeMax), cancellation);
        return Answer.Of(new ExperimentList
        {
            Total = page.Total,
            Experiments = [.. page.Experiments.Select(Forms.Of)],
        });
    }

    private static async Task<IResult> FindAsync(Served served, string experiment, CancellationToken cancellation) =>
        Answer.Of(Forms.Of(await served.GlanceAsync(experiment, cancellation)));
}
