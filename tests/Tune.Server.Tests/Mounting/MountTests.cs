using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Tune.Hosting;
using Tune.Server.Access;

namespace Tune.Server.Tests.Mounting;

/// <summary>The API within somebody's web app, who knows its own users.</summary>
internal sealed class MountTests
{
    [Test]
    public async Task MapTune_InAnAppWithUsers_LetsThemInByTheirRole()
    {
        await using var host = await TuneHost.StartAsync(new TuneHostOptions { Store = "memory:", Slots = 0 });
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();

        // In place of a real scheme: whoever says a name is it.
        app.Use((context, next) =>
        {
            if ((string?)context.Request.Headers["X-User"] is { } name)
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "test"));
            }

            return next(context);
        });
        app.MapGroup("/tune").MapTune(host, new TuneServerOptions
        {
            Authorize = context => context.User.Identity?.Name switch
            {
                "ann" => TuneRole.Operator,
                "bob" => TuneRole.Viewer,
                _ => null,
            },
        });
        app.MapGet("/", () => "the app");
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.That(await StatusAsync(client, HttpMethod.Get, "/", null), Is.EqualTo(200));
        Assert.That(await StatusAsync(client, HttpMethod.Get, "/tune/api/v1/experiments", null), Is.EqualTo(401));
        Assert.That(await StatusAsync(client, HttpMethod.Get, "/tune/api/v1/experiments", "bob"), Is.EqualTo(200));
        Assert.That(
            await StatusAsync(client, HttpMethod.Post, "/tune/api/v1/experiments/x/stop", "bob"), Is.EqualTo(403));
        Assert.That(
            await StatusAsync(client, HttpMethod.Post, "/tune/api/v1/experiments/x/stop", "ann"), Is.EqualTo(404));
        Assert.That(
            await StatusAsync(client, HttpMethod.Get, "/tune/api/v1/experiments?take=x", "ann"), Is.EqualTo(400));
        Assert.That(await StatusAsync(client, HttpMethod.Get, "/tune/login?key=x", null), Is.EqualTo(404));
    }

    private static async Task<int> StatusAsync(HttpClient client, HttpMethod method, string path, string? user)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (user is not null)
        {
            request.Headers.Add("X-User", user);
        }

        using var answer = await client.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
