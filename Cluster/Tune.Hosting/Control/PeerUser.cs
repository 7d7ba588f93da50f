using System.Buffers.Binary;
using System.Net.Sockets;

namespace Tune.Hosting.Control;

/// <summary>Who is at the other end of a socket of this machine, as the kernel says it.</summary>
internal static class PeerUser
{
    private const uint Root = 0;

    /// <summary>Whether the other end is somebody to talk to. Where the system does not say who it is, the rights of
    /// the socket's file have to do.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="owner">For who asks: the user to whom the store belongs.</param>
    public static bool MayBeTrusted(Socket socket, uint? owner = null)
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

        return MayBeTrusted(BitConverter.ToUInt32(found[4..]), Files.FileFacts.CurrentUser, owner);
    }

    /// <summary>This user, and root, who may do everything anyway. Root in turn asks the user whose store it is: nobody
    /// else could have put a socket there.</summary>
    internal static bool MayBeTrusted(uint other, uint self, uint? owner) =>
        other == self || other == Root || (self == Root && other == owner);
}
