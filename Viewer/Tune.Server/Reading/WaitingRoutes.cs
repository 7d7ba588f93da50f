using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Reading;

/// <summary>Why what does not run now does not.</summary>
internal static class WaitingRoutes
{
    public static void Map(IEndpointRouteBuilder routes, Served served) =>
        routes.MapGet("/experiments/{experiment}/waiting", async (
            string experiment, CancellationToken cancellation) =>
        {
            var (glance, summary) = await served.BothAsync(experiment, cancellation);
            return Answer.Of(new WaitingList
            {
                Position = glance.Position,
                Reasons = [.. Waiting.For(glance, summary.Spec, served.Standing(experiment))],
            });
        }).Produces<WaitingList>();
}
