using System.Buffers.Text;
using System.Security.Cryptography;
using Tune.Files;

namespace Tune.Cli.Viewing;

/// <summary>
/// The token of a store's viewer and the sessions of browsers, in files that only the store's owner may read: whoever
/// was logged in still is after the program has been started again.
/// </summary>
internal static class StoreToken
{
    private const string Name = "viewer.token";
    private const string SessionsName = "viewer.sessions";
    private const int BytesMax = 256;
    private const int SessionsBytesMax = 64 * 1024;

    /// <summary>The token of the store in a folder, made if there is none; null where it can be neither read nor
    /// written, or is not ours alone.</summary>
    public static string? Of(string folder)
    {
        var path = Path.Combine(folder, Name);
        return Try(() => Read(path) ?? Make(path));
    }

    /// <summary>What is known of sessions, in a form of the server's own; empty if there is nothing.</summary>
    public static string Sessions(string folder) =>
        Try(() => PrivateFile.Read(Path.Combine(folder, SessionsName), SessionsBytesMax)) ?? "";

    /// <summary>Keeps it.</summary>
    public static void KeepSessions(string folder, string sessions) => Try(() =>
    {
        PrivateFile.Put(Path.Combine(folder, SessionsName), sessions);
        return "";
    });

    private static string? Read(string path) => PrivateFile.Read(path, BytesMax)?.Trim() switch
    {
        null => null,
        { Length: >= 16 } token => token,
        _ => throw new IOException($"'{path}' holds no token."),
    };

    private static string Make(string path)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        PrivateFile.Make(path, token);
        return token;
    }

    // Without it people log in again; nothing else is lost.
    private static string? Try(Func<string?> act)
    {
        try
        {
            return act();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }
}
