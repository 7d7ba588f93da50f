using System.Text;

namespace Tune.Server.Access;

/// <summary>The token in the header of a request: after <c>Bearer</c>, or as the password of <c>Basic</c>, whatever
/// the name, for programs that know nothing else. No answer asks for a password, so browsers keep none.</summary>
internal static class Credentials
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";
    private const int LengthMax = 4096;

    public static string? TokenIn(string? header)
    {
        if (header is null or { Length: > LengthMax })
        {
            return null;
        }

        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return header[Bearer.Length..];
        }

        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[LengthMax];
        return Convert.TryFromBase64String(header[Basic.Length..].Trim(), bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password] ? password : null;
    }
}
