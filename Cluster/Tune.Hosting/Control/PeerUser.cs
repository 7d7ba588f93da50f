using System.Buffers.Binary;
using System.Net.Sockets;

namespace Tune.Hosting.Control;

/// <summary>Who is at the other end of a socket of this machine, as the kernel says it.</summary>
internal static class PeerUser
{
    private const uint Root = 0;

    /// <summary>Whether the other end is this user, or root, who may do everything anyway. Where the system does not
    /// say, the rights of the socket's file have to do.</summary>
    public static bool MayBeTrusted(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        // SOL_SOCKET, SO_PEERCRED: process, user and group, four bytes each.
        const int level = 1;
        const int credentials = 17;
        Span<byte> found = stackalloc byte[12];
        if (socket.GetRawSocketOption(level, credentials, found) < found.Length)
        {
            return false;
        }

        var user = BitConverter.ToUInt32(found[4..]);
        return user == Files.FileFacts.CurrentUser || user == Root;
    }
}
