using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Server.Answers;

namespace Tune.Server.Access;

internal static class LoginRoutes
{
    /// <summary>A link that works once: what it leaves in the browser is not in the address.</summary>
    public static void Map(IEndpointRouteBuilder routes, Rules rules, Keys keys) =>
        routes.MapGet("/login", (HttpContext context, string? key, string? to) =>
        {
            if (keys.Use(key))
            {
                context.Response.Cookies.Append(keys.Cookie, keys.Sessions.Begin(), new CookieOptions
                {
                    HttpOnly = true,
                    SameSite = SameSiteMode.Strict,
                    Secure = rules.IsSecure(context.Request),
                    Path = "/",
                });
            }
            else if (!keys.Sessions.Has(context.Request.Cookies[keys.Cookie]))
            {
                return Stranger.IsPerson(context.Request)
                    ? Stranger.ExplainAsync(context, "This link has been used, or is too old")
                    : Problem.WriteAsync(
                        context, StatusCodes.Status401Unauthorized, "link",
                        "This link has been used, or is too old: it is good for ten minutes. The program prints a new "
                        + "one: run 'view'.");
            }

            // Only to a page of ours.
            var inside = to is not null && to.StartsWith('/') && !to.StartsWith("//", StringComparison.Ordinal)
                && to.All(letter => letter is > ' ' and < '\u007f' and not '\\');
            var page = context.Request.PathBase + (inside ? to! : "/");
            if (Gate.IsFromAnotherSite(context.Request))
            {
                // Led on from here, the browser would still be coming from there, without its session.
                return Stranger.LeadAsync(context, page);
            }

            context.Response.Redirect(page);
            return Task.CompletedTask;
        }).WithMetadata(new RequiredRole(null)).ExcludeFromDescription();
}
