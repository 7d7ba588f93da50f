using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tune.Server.Answers;

namespace Tune.Server.Access;

/// <summary>
/// Stands before every route: by which name the server was asked for, from which page, and by whom. The name keeps out
/// pages that have made their own name lead here, the page those of other sites in a browser that is logged in.
/// </summary>
internal sealed class Gate(Rules rules, Keys keys)
{
    private static readonly object s_role = new();

    /// <summary>What the sender of a request that has passed may do.</summary>
    public static TuneRole RoleOf(HttpContext context) => (TuneRole)context.Items[s_role]!;

    /// <summary>Puts the gate before a route.</summary>
    public void Guard(EndpointBuilder route)
    {
        var required = route.Metadata.OfType<RequiredRole>().LastOrDefault() ?? new RequiredRole(TuneRole.Viewer);
        var inner = route.RequestDelegate!;
        route.RequestDelegate = context => PassAsync(context, required.Role, inner);
    }

    private Task PassAsync(HttpContext context, TuneRole? required, RequestDelegate inner)
    {
        Headers.AddTo(context.Response.Headers);
        if (!IsKnown(context.Request.Host))
        {
            return Problem.WriteAsync(
                context, StatusCodes.Status400BadRequest, "host",
                $"This server does not go by the name '{Problem.Quoted(context.Request.Host.Host)}'.");
        }

        if (!IsFromHere(context))
        {
            return Problem.WriteAsync(
                context, StatusCodes.Status403Forbidden, "origin", "Pages of another site may not ask this server.");
        }

        if (required is not { } least)
        {
            return inner(context);
        }

        if (RoleFor(context) is not (var role, { } name))
        {
            // A browser keeps the session to itself while a page of another site leads here; what comes from a page of
            // ours brings it.
            if (Stranger.IsPerson(context.Request) && IsFromAnotherSite(context.Request))
            {
                return Stranger.LeadAsync(
                    context, context.Request.PathBase + context.Request.Path + context.Request.QueryString);
            }

            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Stranger.IsPerson(context.Request)
                ? Stranger.ExplainAsync(context, "This page opens with a link")
                : Problem.WriteAsync(
                    context, StatusCodes.Status401Unauthorized, "token",
                    "Send the token as 'Authorization: Bearer TOKEN', or open the link that was printed at the start.");
        }

        if (role < least || (least > TuneRole.Viewer && rules.ReadOnly))
        {
            return Problem.WriteAsync(
                context, StatusCodes.Status403Forbidden, "role", rules.ReadOnly
                    ? "This server is for reading only."
                    : $"That takes the role {least}; the one that was given is {role}.");
        }

        Sender.Note(context, name);
        context.Items[s_role] = rules.ReadOnly ? TuneRole.Viewer : role;
        return inner(context);
    }

    private (TuneRole Role, string? Name) RoleFor(HttpContext context)
    {
        if (keys.Token.Is(Credentials.TokenIn(context.Request.Headers.Authorization)))
        {
            return (TuneRole.Admin, "admin");
        }

        if (keys.Sessions.Has(context.Request.Cookies[keys.Cookie]))
        {
            return (TuneRole.Admin, "viewer");
        }

        return rules.Authorize(context) is { } role
            ? (role, Sender.OfThisMachine(context) ?? (context.User.Identity?.Name is { Length: > 0 } user
                ? user
                : role.ToString().ToLowerInvariant()))
            : default;
    }

    private bool IsKnown(HostString host) => host.HasValue
        && (string.Equals(host.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
            || rules.Hosts.Contains(host.Host, StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether a link on a page of another site led here.</summary>
    public static bool IsFromAnotherSite(HttpRequest request) =>
        (string?)request.Headers["Sec-Fetch-Site"] is "cross-site" or "same-site";

    // Behind a proxy that speaks TLS a request looks as if its page were one of plain HTTP, which anybody on the way
    // can make up: of the public name only pages of its own scheme may ask.
    private bool IsOurs(Uri page, HttpRequest request) =>
        rules.PublicOrigin is { IsLoopback: false } origin && page.IdnHost == origin.IdnHost
            ? IsSame(page, origin)
            : rules.PublicOrigin is { } loopback && IsSame(page, loopback)
                || (page.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)
                    && page.Scheme.Equals(request.Scheme, StringComparison.OrdinalIgnoreCase));

    private static bool IsSame(Uri one, Uri other) =>
        (one.Scheme, one.IdnHost, one.Port) == (other.Scheme, other.IdnHost, other.Port);

    // A browser says from which page a request comes: with every verb that acts, and with a socket.
    private bool IsFromHere(HttpContext context)
    {
        var request = context.Request;
        string? origin = request.Headers.Origin;
        string? site = request.Headers["Sec-Fetch-Site"];
        if (origin is not null)
        {
            return Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsOurs(page, request);
        }

        // A link from elsewhere may lead to a page, and only there.
        return site is null or "same-origin" or "none"
            || (HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate");
    }
}
