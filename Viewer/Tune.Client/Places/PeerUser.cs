using System.Globalization;
using System.Net.Sockets;
using Tune.Files;

namespace Tune.Client.Places;

/// <summary>Who is at the other end of a socket of this machine, as the kernel says it.</summary>
internal static class PeerUser
{
    private const uint Root = 0;

    /// <summary>Whether the other end is somebody to talk to. Where the system does not say who it is, the rights of
    /// the socket's file have to do.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="owner">For who asks: the user to whom the store belongs.</param>
    public static bool MayBeTrusted(Socket socket, uint? owner = null) => !OperatingSystem.IsLinux()
        || (Of(socket) is { } other && MayBeTrusted(other, FileFacts.CurrentUser, owner));

    /// <summary>What to call the user at the other end of a connection that may be trusted.</summary>
    public static string NameOf(Socket socket) => NameOf(OperatingSystem.IsLinux() ? Of(socket) : null);

    /// <summary>This user, and root, who may do everything anyway. Root in turn asks the user whose store it is: nobody
    /// else could have put a socket there.</summary>
    internal static bool MayBeTrusted(uint other, uint self, uint? owner) =>
        other == self || other == Root || (self == Root && other == owner);

    private static string NameOf(uint? user) => user switch
    {
        Root => "root",
        { } other when other != FileFacts.CurrentUser => string.Create(CultureInfo.InvariantCulture, $"user {other}"),
        _ => Environment.UserName is { Length: > 0 } name ? name : "this user",
    };

    // SOL_SOCKET, SO_PEERCRED: process, user and group, four bytes each.
    private static uint? Of(Socket socket)
    {
        const int level = 1;
        const int credentials = 17;
        Span<byte> found = stackalloc byte[12];
        return socket.GetRawSocketOption(level, credentials, found) == found.Length
            ? BitConverter.ToUInt32(found[4..])
            : null;
    }
}
