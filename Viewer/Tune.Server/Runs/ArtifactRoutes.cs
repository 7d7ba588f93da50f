using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Runs;

/// <summary>The files of runs.</summary>
internal static class ArtifactRoutes
{
    private const int ListMax = 1_000;

    public static void Map(IEndpointRouteBuilder routes, Served served)
    {
        routes.MapGet("/runs/{collection:int}/{run}/artifacts", (
            int collection, string run, string? path, CancellationToken cancellation) => ListAsync(
                served, collection, run, path ?? "", cancellation)).Produces<ArtifactList>();
        routes.MapGet("/runs/{collection:int}/{run}/file", (
            HttpResponse response, int collection, string run, string path, int? head,
            CancellationToken cancellation) => ReadAsync(
                served, response, collection, run, path, FileAnswer.Head(head), cancellation))
            .Produces(200, contentType: MediaTypeNames.Application.Octet);
    }

    private static async Task<IResult> ListAsync(
        Served served, int collection, string run, string path, CancellationToken cancellation)
    {
        var root = Root(collection, run);
        var folder = path.Length == 0 ? root : $"{root}/{FileAnswer.Checked(path)}";
        return Answer.Of(await RunRoutes.AskAsync(
            served, collection, run,
            (ledger, _) => new ArtifactList
            {
                Path = path,
                Files =
                [
                    .. ledger.ArtifactsIn(folder).OrderByDescending(file => file.IsFolder)
                        .ThenBy(file => file.Path, StringComparer.Ordinal).Take(ListMax)
                        .Select(file => new ArtifactItem
                        {
                            Path = file.Path[(root.Length + 1)..],
                            Folder = file.IsFolder,
                            Bytes = file.Length,
                            Digest = file.Digest,
                        }),
                ],
            },
            cancellation));
    }

    private static async Task ReadAsync(
        Served served, HttpResponse response, int collection, string run, string path, int? head,
        CancellationToken cancellation)
    {
        var place = $"{Root(collection, run)}/{FileAnswer.Checked(path)}";
        var file = await RunRoutes.AskAsync(
            served, collection, run,
            (ledger, _) => ledger.Artifact(place) is { IsFolder: false } found ? found : throw RunRoutes.Missing(
                $"There is no file '{Problem.Quoted(path)}'."),
            cancellation);
        await FileAnswer.SendAsync(
            response, path, file.Length, served.Store.Runs!.OpenAsync(file, cancellation), head, cancellation);
    }

    private static string Root(int collection, string run) => $"{collection}/{run}/artifacts";
}
