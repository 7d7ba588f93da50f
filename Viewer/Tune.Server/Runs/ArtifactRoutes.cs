using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Client.Shapes;
using Tune.Engine.Runs;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Runs;

/// <summary>The files of runs. Whatever is in them, a browser runs none of it: what is no picture is text or is saved,
/// and a picture that is opened by itself stands in a sandbox.</summary>
internal static class ArtifactRoutes
{
    private const string Sandbox = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    private const int ListMax = 1_000;
    private const int HeadMax = 1_000_000;

    private static readonly Dictionary<string, string> s_types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = MediaTypeNames.Image.Png,
        [".jpg"] = MediaTypeNames.Image.Jpeg,
        [".jpeg"] = MediaTypeNames.Image.Jpeg,
        [".gif"] = MediaTypeNames.Image.Gif,
        [".webp"] = MediaTypeNames.Image.Webp,
        [".svg"] = MediaTypeNames.Image.Svg,
    };

    public static void Map(IEndpointRouteBuilder routes, Served served)
    {
        routes.MapGet("/runs/{collection:int}/{run}/artifacts", (
            int collection, string run, string? path, CancellationToken cancellation) => ListAsync(
                served, collection, run, path ?? "", cancellation)).Produces<ArtifactList>();
        routes.MapGet("/runs/{collection:int}/{run}/file", (
            HttpResponse response, int collection, string run, string path, int? head,
            CancellationToken cancellation) => ReadAsync(
                served, response, collection, run, path,
                head is { } most ? Bounds.Within("head", most, 1, HeadMax) : null, cancellation))
            .Produces(200, contentType: MediaTypeNames.Application.Octet);
    }

    private static async Task<IResult> ListAsync(
        Served served, int collection, string run, string path, CancellationToken cancellation)
    {
        var root = Root(collection, run);
        var folder = path.Length == 0 ? root : $"{root}/{Checked(path)}";
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
        var place = $"{Root(collection, run)}/{Checked(path)}";
        var file = await RunRoutes.AskAsync(
            served, collection, run,
            (ledger, _) => ledger.Artifact(place) is { IsFolder: false } found ? found : throw RunRoutes.Missing(
                $"There is no file '{Problem.Quoted(path)}'."),
            cancellation);
        var name = path[(path.LastIndexOf('/') + 1)..];
        var picture = s_types.GetValueOrDefault(Path.GetExtension(name));
        response.ContentType = head is not null ? "text/plain; charset=utf-8"
            : picture ?? MediaTypeNames.Application.Octet;
        response.Headers.ContentSecurityPolicy = Sandbox;
        response.Headers.ContentDisposition = head is not null || picture is not null ? "inline"
            : $"attachment; filename*=UTF-8''{Uri.EscapeDataString(name)}";
        var left = Math.Min(file.Length, head ?? long.MaxValue);
        response.ContentLength = left;
        await foreach (var piece in served.Store.Runs!.OpenAsync(file, cancellation))
        {
            var some = piece[..(int)Math.Min(piece.Length, left)];
            await response.Body.WriteAsync(some, cancellation);
            left -= some.Length;
            if (left == 0)
            {
                break;
            }
        }
    }

    private static string Root(int collection, string run) => $"{collection}/{run}/artifacts";

    private static string Checked(string path)
    {
        try
        {
            RunNames.CheckPath(path);
            return path;
        }
        catch (RunException)
        {
            throw new BadHttpRequestException(
                "'path' is no path of a file: parts divided by '/', none of them empty, '.' or '..'.");
        }
    }
}
