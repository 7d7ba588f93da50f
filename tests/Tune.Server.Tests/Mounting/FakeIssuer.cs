using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Tune.Server.Tests.Mounting;

/// <summary>Somebody who says who people are, as OpenID Connect has it; everybody is who they say.</summary>
internal sealed class FakeIssuer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RSA _key = RSA.Create(2048);
    private string _nonce = "";

    private FakeIssuer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
    }

    public string Address => _app.Urls.Single();

    /// <summary>The groups that the next one is in.</summary>
    public string[] Groups { get; set; } = [];

    public static async Task<FakeIssuer> StartAsync()
    {
        var issuer = new FakeIssuer();
        issuer._app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        {
            ["issuer"] = issuer.Address,
            ["authorization_endpoint"] = issuer.Address + "/authorize",
            ["token_endpoint"] = issuer.Address + "/token",
            ["jwks_uri"] = issuer.Address + "/keys",
            ["response_types_supported"] = new[] { "code" },
        }));
        issuer._app.MapGet("/keys", () => Results.Json(new { keys = new[] { issuer.PublicKey() } }));
        issuer._app.MapGet("/authorize", (string redirect_uri, string state, string nonce) =>
        {
            issuer._nonce = nonce;
            return Results.Redirect($"{redirect_uri}?code=some&state={Uri.EscapeDataString(state)}");
        });
        issuer._app.MapPost("/token", () => Results.Json(new Dictionary<string, object>
        {
            ["access_token"] = "some", ["token_type"] = "Bearer", ["expires_in"] = 60, ["id_token"] = issuer.IdToken(),
        }));
        await issuer._app.StartAsync();
        return issuer;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private object PublicKey()
    {
        var parts = _key.ExportParameters(includePrivateParameters: false);
        return new
        {
            kty = "RSA", use = "sig", alg = "RS256", kid = "one", n = Base64UrlEncoder.Encode(parts.Modulus),
            e = Base64UrlEncoder.Encode(parts.Exponent),
        };
    }

    private string IdToken() => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Address,
        Audience = "tune",
        Expires = DateTime.UtcNow.AddMinutes(1),
        Subject = new ClaimsIdentity(
        [
            new Claim("sub", "1"), new Claim("name", "ann"), new Claim("nonce", _nonce),
            .. Groups.Select(group => new Claim("groups", group)),
        ]),
        SigningCredentials = new SigningCredentials(
            new RsaSecurityKey(_key) { KeyId = "one" }, SecurityAlgorithms.RsaSha256),
    });
}
