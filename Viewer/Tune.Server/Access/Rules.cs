using Microsoft.AspNetCore.Http;

namespace Tune.Server.Access;

/// <summary>Whom the gate lets in.</summary>
/// <param name="Hosts">Names by which the server may be asked for, besides those of the loopback.</param>
/// <param name="PublicOrigin">Where browsers reach it through a proxy; null for no other way than directly.</param>
/// <param name="ReadOnly">Whether nobody may act.</param>
/// <param name="Authorize">Says what somebody without a valid token may do; null for a stranger.</param>
internal sealed record Rules(
    IReadOnlyList<string> Hosts, Uri? PublicOrigin, bool ReadOnly, Func<HttpContext, TuneRole?> Authorize)
{
    /// <summary>Whether browsers come over HTTPS, as far as that is known without believing a proxy.</summary>
    public bool IsSecure(HttpRequest request) => request.IsHttps || PublicOrigin?.Scheme == Uri.UriSchemeHttps;
}
