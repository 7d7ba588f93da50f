using Microsoft.AspNetCore.Http;

namespace Tune.Server.Answers;

/// <summary>How errors of a route look that does not use problem details: metadata of that route.</summary>
internal interface IErrorForm
{
    /// <summary>Answers with an error, as <see cref="Problem.WriteAsync"/> does.</summary>
    Task WriteAsync(HttpContext context, int status, string kind, string detail);
}
