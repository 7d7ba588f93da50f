using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tune.Server.Answers;

namespace Tune.Server.Access;

internal static class LoginRoutes
{
    /// <summary>A link that works once: what it leaves in the browser is not in the address.</summary>
    public static void Map(IEndpointRouteBuilder routes, Keys keys) =>
        routes.MapGet("/login", (HttpContext context, string? key, string? to) =>
        {
            if (keys.Use(key))
            {
                context.Response.Cookies.Append(keys.Cookie, keys.Session.Text, new CookieOptions
                {
                    HttpOnly = true,
                    SameSite = SameSiteMode.Strict,
                    Secure = context.Request.IsHttps,
                    Path = "/",
                });
            }
            else if (!keys.Session.Is(context.Request.Cookies[keys.Cookie]))
            {
                return Stranger.IsPerson(context.Request)
                    ? Stranger.ExplainAsync(context, "This link has been used, or is of an earlier start")
                    : Problem.WriteAsync(
                        context, StatusCodes.Status401Unauthorized, "link",
                        "This link has been used, or is of an earlier start. The program prints a new one: run "
                        + "'view'.");
            }

            // Only to a page of ours.
            var inside = to is not null && to.StartsWith('/') && !to.StartsWith("//", StringComparison.Ordinal)
                && to.All(letter => letter is > ' ' and < '\u007f' and not '\\');
            context.Response.Redirect(context.Request.PathBase + (inside ? to! : "/"));
            return Task.CompletedTask;
        }).WithMetadata(new RequiredRole(null)).ExcludeFromDescription();
}
