using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Reading;

/// <summary>The files that trials have left to be looked at.</summary>
internal static class TrialArtifactRoutes
{
    private const string Trial = "/experiments/{experiment}/trials/{trial:int}";

    public static void Map(IEndpointRouteBuilder routes, Served served)
    {
        routes.MapGet(Trial + "/artifacts", async (
            string experiment, int trial, string? path, CancellationToken cancellation) => Answer.Of(new ArtifactList
            {
                Path = path ?? "",
                Files = ArtifactForms.In(
                    await AllAsync(served, experiment, trial, cancellation),
                    path is null or "" ? "" : FileAnswer.Checked(path)),
            })).Produces<ArtifactList>();
        routes.MapGet(Trial + "/file", (
            HttpResponse response, string experiment, int trial, string path, int? head,
            CancellationToken cancellation) => ReadAsync(
                served, response, experiment, trial, FileAnswer.Checked(path), FileAnswer.Head(head), cancellation))
            .Produces(200, contentType: MediaTypeNames.Application.Octet);
    }

    private static async Task<IReadOnlyList<TrialArtifact>> AllAsync(
        Served served, string experiment, int trial, CancellationToken cancellation)
    {
        await served.RequireTrialAsync(experiment, trial, cancellation);
        return served.Store.Artifacts(experiment) is { } artifacts
            ? await artifacts.ListAsync(new TrialId(trial), cancellation)
            : [];
    }

    private static async Task ReadAsync(
        Served served, HttpResponse response, string experiment, int trial, string path, int? head,
        CancellationToken cancellation)
    {
        var found = (await AllAsync(served, experiment, trial, cancellation)).FirstOrDefault(each => each.Path == path)
            ?? throw new BadHttpRequestException(
                $"Trial {trial} has no artifact '{Problem.Quoted(path)}'.", StatusCodes.Status404NotFound);
        await FileAnswer.SendAsync(
            response, path, found.Bytes,
            served.Store.Artifacts(experiment)!.ReadAsync(new TrialId(trial), found, cancellation), head, cancellation);
    }
}
