using System.Net;
using Tune.Files;

namespace Tune.Client.Places;

/// <summary>
/// Where the owner of a store listens on a system whose sockets do not say who is at the other end, or where the
/// store's path is too long for one: a port of the loopback and a token, in a file of the store that only its owner may
/// read.
/// </summary>
internal static class OwnerNote
{
    private const string Name = "control.http";
    private const int BytesMax = 1024;
    private const int TokenLengthMin = 16;

    public static string PathOf(string store) => Path.Combine(Path.GetFullPath(store), Name);

    /// <summary>Leaves the note, in place of one that a killed owner left.</summary>
    public static void Leave(string store, Uri address, string token)
    {
        File.Delete(PathOf(store));
        PrivateFile.Make(PathOf(store), $"{address}\n{token}\n");
    }

    /// <summary>What the note says; null if there is none that can be believed.</summary>
    public static (Uri Address, string Token)? Read(string store)
    {
        try
        {
            return PrivateFile.Read(PathOf(store), BytesMax)?.Split('\n') is [var first, var token, ""]
                && token.Length >= TokenLengthMin && Uri.TryCreate(first, UriKind.Absolute, out var address)
                && address.Scheme == Uri.UriSchemeHttp && IPAddress.TryParse(address.Host, out var host)
                && IPAddress.IsLoopback(host)
                ? (address, token)
                : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }
}
