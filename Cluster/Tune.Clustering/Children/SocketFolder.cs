using System.Text;
using Tune.Files;

namespace Tune.Clustering.Children;

/// <summary>A folder for sockets that only its owner can enter.</summary>
internal static class SocketFolder
{
    // The system gives a socket's path 104 bytes on macOS and 108 on Linux, the closing zero included.
    private const int LengthMax = 80;

    public static string Create()
    {
        var folder = Directory.CreateTempSubdirectory("tune-").FullName;
        if (Encoding.UTF8.GetByteCount(folder) <= LengthMax || OperatingSystem.IsWindows())
        {
            return folder;
        }

        Directory.Delete(folder);
        return Ensure(Path.Combine("/tmp", "tune-" + Path.GetRandomFileName()));
    }

    /// <summary>Makes it again if somebody has tidied up: a sweep may last longer than what lies in /tmp.</summary>
    public static string Ensure(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return folder;
    }

    public static void Delete(string folder)
    {
        try
        {
            FolderTree.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An empty folder in the temporary place does no harm.
        }
    }
}
