using Microsoft.AspNetCore.Http;

namespace Tune.Server.Access;

/// <summary>Whom the gate lets in.</summary>
/// <param name="Hosts">Names by which the server may be asked for, besides those of the loopback.</param>
/// <param name="ReadOnly">Whether nobody may act.</param>
/// <param name="Authorize">Says what somebody without a valid token may do; null for a stranger.</param>
internal sealed record Rules(IReadOnlyList<string> Hosts, bool ReadOnly, Func<HttpContext, TuneRole?> Authorize);
