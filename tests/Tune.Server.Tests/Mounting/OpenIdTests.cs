using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tune.Hosting;
using Tune.Server.Access;

namespace Tune.Server.Tests.Mounting;

/// <summary>The API in an app whose users come from an issuer, as docs/viewer.md shows it.</summary>
internal sealed class OpenIdTests
{
    [TestCase("sweeps", 200, 404)]
    [TestCase("others", 200, 403)]
    [TestCase("", 401, 401)]
    public async Task MapTune_WithUsersOfAnIssuer_GivesThemTheRoleOfTheirGroup(string group, int read, int act)
    {
        await using var issuer = await FakeIssuer.StartAsync();
        issuer.Groups = group.Length > 0 ? [group] : [];
        var host = await TuneHost.StartAsync(new TuneHostOptions { Store = "memory:", Slots = 0 });
        await using var app = await StartAsync(issuer, host);
        using var handler = new HttpClientHandler { CookieContainer = new CookieContainer() };
        using var browser = new HttpClient(handler) { BaseAddress = new Uri(app.Urls.Single()) };

        using var before = await browser.GetAsync(new Uri("/api/v1/experiments", UriKind.Relative));
        using var login = await browser.GetAsync(new Uri("/", UriKind.Relative));
        using var after = await browser.GetAsync(new Uri("/api/v1/experiments", UriKind.Relative));
        using var acted = await browser.PostAsync(new Uri("/api/v1/experiments/x/stop", UriKind.Relative), null);

        Assert.That((int)before.StatusCode, Is.EqualTo(401));
        Assert.That(await login.Content.ReadAsStringAsync(), Is.EqualTo("hello ann"));
        Assert.That(((int)after.StatusCode, (int)acted.StatusCode), Is.EqualTo((read, act)));
        await app.DisposeAsync();
        Assert.That(() => host.Location, Throws.TypeOf<ObjectDisposedException>(), "AddTune makes it the app's");
    }

    private static async Task<WebApplication> StartAsync(FakeIssuer issuer, TuneHost host)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddTune(host);
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie()
            .AddOpenIdConnect(options =>
            {
                (options.Authority, options.ClientId, options.ClientSecret) = (issuer.Address, "tune", "secret");
                (options.ResponseType, options.UsePkce) = ("code", true);
                (options.RequireHttpsMetadata, options.MapInboundClaims) = (false, false);
                options.TokenValidationParameters.NameClaimType = "name";
                // The issuer is on plain HTTP here: elsewhere these stay as they are.
                (options.CorrelationCookie.SameSite, options.NonceCookie.SameSite) =
                    (SameSiteMode.Lax, SameSiteMode.Lax);
                (options.CorrelationCookie.SecurePolicy, options.NonceCookie.SecurePolicy) =
                    (CookieSecurePolicy.None, CookieSecurePolicy.None);
            });
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapTune(new TuneServerOptions
        {
            Authorize = context => context.User.HasClaim("groups", "sweeps") ? TuneRole.Operator
                : context.User.HasClaim(claim => claim.Type == "groups") ? TuneRole.Viewer
                : null,
        });
        app.MapGet("/", async (HttpContext context) =>
        {
            if (context.User.Identity?.IsAuthenticated == true)
            {
                await context.Response.WriteAsync($"hello {context.User.Identity.Name}");
            }
            else
            {
                await context.ChallengeAsync(OpenIdConnectDefaults.AuthenticationScheme);
            }
        });
        await app.StartAsync();
        return app;
    }
}
