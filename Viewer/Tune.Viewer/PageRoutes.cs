using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Server.Answers;
using Tune.Viewer.Assets;

namespace Tune.Viewer;

/// <summary>The pages, beside the API: every path of theirs answers with the one page, which finds out the rest.
/// </summary>
internal static class PageRoutes
{
    private const string ForEver = "private, max-age=31536000, immutable";

    private static readonly string[] s_pages =
    [
        "/", "/e/{experiment}", "/e/{experiment}/t/{trial:int}", "/e/{experiment}/compare",
        "/e/{experiment}/insight", "/e/{experiment}/audit", "/nodes",
        "/runs", "/runs/{collection:int}", "/runs/{collection:int}/{run}", "/models", "/models/{name}",
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in s_pages)
        {
            routes.MapGet(path, PageAsync).ExcludeFromDescription();
        }

        routes.MapGet("/assets/{folder}/{**name}", AssetAsync).ExcludeFromDescription();
    }

    private static async Task PageAsync(HttpContext context)
    {
        var shelf = AssetShelf.One;
        var mounted = HtmlEncoder.Default.Encode(context.Request.PathBase.Value ?? "");
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.Body.WriteAsync(
            Encoding.UTF8.GetBytes(shelf.IndexText
                .Replace("{base}", mounted, StringComparison.Ordinal)
                .Replace("{assets}", $"{mounted}/assets/{shelf.Folder}", StringComparison.Ordinal)),
            context.RequestAborted);
    }

    private static async Task AssetAsync(HttpContext context, string folder, string? name)
    {
        var (request, response) = (context.Request, context.Response);
        if (folder != AssetShelf.One.Folder || AssetShelf.One.Find(name ?? "") is not { } asset)
        {
            await Problem.WriteAsync(
                context, StatusCodes.Status404NotFound, "route", "There is no such file; load the page again.");
            return;
        }

        var tag = $"\"{folder}\"";
        response.Headers.ETag = tag;
        response.Headers.CacheControl = ForEver;
        response.Headers.Vary = "Accept-Encoding";
        if (request.Headers.IfNoneMatch == tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var (bytes, encoding) = asset.For(request.Headers.AcceptEncoding.ToString());
        response.ContentType = asset.ContentType;
        response.ContentLength = bytes.Length;
        if (encoding is not null)
        {
            response.Headers.ContentEncoding = encoding;
        }

        await response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
