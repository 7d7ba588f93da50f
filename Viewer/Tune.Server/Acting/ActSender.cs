using Microsoft.AspNetCore.Http;
using Tune.Engine.Experiments.Acts;
using Tune.Server.Access;
using Tune.Server.Answers;

namespace Tune.Server.Acting;

/// <summary>Who asks for an act, by which way and under which key.</summary>
internal static class ActSender
{
    private const int ViaMax = 20;

    /// <exception cref="ProblemException">A header is not what is allowed.</exception>
    public static ActedBy Of(HttpContext context)
    {
        var headers = context.Request.Headers;
        var key = headers["Idempotency-Key"] is { Count: > 0 } keys ? keys.ToString() : null;
        if (key is not null && (key.Length is 0 or > ActedBy.LengthMax || key.Any(char.IsControl)))
        {
            throw new ProblemException(
                400, "request",
                $"The header Idempotency-Key must have 1 to {ActedBy.LengthMax} characters, none of them a control "
                + "character.");
        }

        return new ActedBy(Sender.NameOf(context), ViaOf(context), key);
    }

    private static string ViaOf(HttpContext context)
    {
        var via = context.Request.Headers["Tune-Via"].ToString();
        return via.Length is > 0 and <= ViaMax && via.All(char.IsAsciiLetterLower) ? via
            : context.Request.Headers.Authorization.Count > 0 ? "api"
            : "viewer";
    }
}
