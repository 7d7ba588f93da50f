using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Engine.Trials;
using Tune.Server.Access;
using Tune.Server.Answers;

namespace Tune.Server.Acting;

internal static class ActionRoutes
{
    // Whoever asks waits a little longer.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static void Map(IEndpointRouteBuilder routes, Served served)
    {
        var acting = routes.MapGroup("").WithMetadata(new RequiredRole(TuneRole.Operator));
        acting.MapPost("/experiments/{experiment}/pause", (string experiment, CancellationToken cancellation) =>
            DoAsync(
                served, experiment, acts => acts.PauseAsync(experiment, cancellation),
                $"{experiment} is paused; resume goes on.", cancellation)).Produces<DoneItem>();
        acting.MapPost("/experiments/{experiment}/stop", (string experiment, CancellationToken cancellation) =>
            DoAsync(
                served, experiment, acts => acts.StopAsync(experiment, cancellation), $"{experiment} is stopped.",
                cancellation)).Produces<DoneItem>();
        acting.MapPost("/experiments/{experiment}/trials/{trial:int}/stop", (
            string experiment, int trial, CancellationToken cancellation) => DoAsync(
                served, experiment, acts => acts.StopTrialAsync(experiment, new TrialId(trial), cancellation),
                $"trial {trial} of {experiment} is stopped.", cancellation)).Produces<DoneItem>();
    }

    private static async Task<IResult> DoAsync(
        Served served, string experiment, Func<IActs, Task> act, string done, CancellationToken cancellation)
    {
        await served.GlanceAsync(experiment, cancellation);
        if (served.Acts is not { } acts)
        {
            throw new BadHttpRequestException(
                "Nobody runs the experiments of this store now; nothing can be acted on.",
                StatusCodes.Status409Conflict);
        }

        try
        {
            await act(acts).WaitAsync(s_patience, cancellation);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"It was not done within {s_patience.TotalSeconds:0} s; it may still be.");
        }

        return Answer.Of(new DoneItem { Message = done });
    }

    /// <summary>Links to the viewer, for who may have everything anyway.</summary>
    public static void MapLinks(IEndpointRouteBuilder routes, Served served) =>
        routes.MapPost("/links", (string? to) => served.Link(to ?? "/") is { } link
                ? Answer.Of(new LinkItem { Url = link.AbsoluteUri })
                : throw new ProblemException(
                    409, "no_viewer", "The program that has this store open serves no viewer."))
            .Produces<LinkItem>().WithMetadata(new RequiredRole(TuneRole.Admin));
}
