using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Tune.Files;

namespace Tune.Client.Places;

/// <summary>
/// Where the owner of a store listens: a socket file in the store's own folder and nowhere else, so that nobody can sit
/// in its place who may not write to the store. While this is not disposed of the socket can be bound and connected to,
/// however long the folder's path is.
/// </summary>
internal sealed class ControlPlace : IDisposable
{
    // sun_path holds 108 bytes on Linux and 104 on macOS, with the closing zero.
    private const int BytesMax = 100;
    private const string Name = "control.sock";
    private readonly OpenFolder? _folder;

    private ControlPlace(string path, string address, OpenFolder? folder) =>
        (Path, Address, _folder) = (path, new UnixDomainSocketEndPoint(address), folder);

    /// <summary>The socket file.</summary>
    public string Path { get; }

    /// <summary>The user to whom the store's folder belongs, behind a link too; 0 where that is not known.</summary>
    public uint Owner => FileFacts.Of(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, ".")).Owner;

    /// <summary>The same for the system's calls, which take no long paths.</summary>
    public UnixDomainSocketEndPoint Address { get; }

    /// <summary>The place of a store; null where its path is too long and the system knows no way around.</summary>
    public static ControlPlace? Of(string store)
    {
        var full = System.IO.Path.GetFullPath(store);
        var path = System.IO.Path.Combine(full, Name);
        if (Encoding.UTF8.GetByteCount(path) <= BytesMax)
        {
            return new ControlPlace(path, path, folder: null);
        }

        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        // A folder that is open has a second name, which is short.
        var folder = OpenFolder.Open(full, follows: true);
        return folder.Number is { } number
            ? new ControlPlace(
                path, string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{number}/{Name}"), folder)
            : null;
    }

    public void Dispose() => _folder?.Dispose();
}
