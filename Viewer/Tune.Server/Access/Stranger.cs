using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Tune.Server.Access;

/// <summary>What people see who come without a session: a page that says how to get a link. It can have no style, as
/// it asks this server for nothing more.</summary>
internal static class Stranger
{
    /// <summary>Whether the answer is read by a person: a browser that opens a page.</summary>
    public static bool IsPerson(HttpRequest request) => HttpMethods.IsGet(request.Method)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    public static async Task ExplainAsync(HttpContext context, string title)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.ContentType = "text/html; charset=utf-8";
        var page = Page.Replace("{title}", HtmlEncoder.Default.Encode(title), StringComparison.Ordinal);
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(page), context.RequestAborted);
    }

    /// <summary>Leads a browser to a page from a page of ours.</summary>
    public static async Task LeadAsync(HttpContext context, string page)
    {
        // A browser reads two slashes, also of the other kind, as the name of another site.
        page = page is ['/', '/' or '\\', ..] ? "/" : page;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.Body.WriteAsync(
            Encoding.UTF8.GetBytes(Way.Replace("{page}", HtmlEncoder.Default.Encode(page), StringComparison.Ordinal)),
            context.RequestAborted);
    }

    /// <summary>Says that there is no such page, with a way to the first.</summary>
    public static async Task MissAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/html; charset=utf-8";
        var home = HtmlEncoder.Default.Encode(context.Request.PathBase + "/");
        await context.Response.Body.WriteAsync(
            Encoding.UTF8.GetBytes(Missing.Replace("{home}", home, StringComparison.Ordinal)), context.RequestAborted);
    }

    private const string Missing = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>TuneNet</title>
        </head>
        <body>
        <main>
        <h1>There is no such page</h1>
        <p><a href="{home}">To the experiments</a></p>
        </main>
        </body>
        </html>

        """;

    private const string Way = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="refresh" content="0; url={page}">
        <title>TuneNet</title>
        </head>
        <body>
        <p><a href="{page}">Go on to the page</a></p>
        </body>
        </html>

        """;

    private const string Page = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>TuneNet</title>
        </head>
        <body>
        <main>
        <h1>{title}</h1>
        <p>The program that runs the experiments prints a link when it starts. It works once, within
        ten minutes; this browser then stays logged in for a week.</p>
        <p>For a new link, run in the folder of the program:</p>
        <pre><code>dotnet run -c Release -- view</code></pre>
        </main>
        </body>
        </html>

        """;
}
