using System.Text;
using Tune.Files;
using Tune.Processes;

namespace Tune.Clustering.Children;

/// <summary>A folder for sockets that only its owner can enter.</summary>
internal static class SocketFolder
{
    // The system gives a socket's path 104 bytes on macOS and 108 on Linux, the closing zero included.
    private const int LengthMax = 80;

    /// <summary>Makes one. It goes with this process, however that ends.</summary>
    public static string Create()
    {
        var folder = Directory.CreateTempSubdirectory("tune-").FullName;
        if (Encoding.UTF8.GetByteCount(folder) > LengthMax && !OperatingSystem.IsWindows())
        {
            Directory.Delete(folder);
            folder = Ensure(Path.Combine("/tmp", "tune-" + Path.GetRandomFileName()));
        }

        DeathWatch.Remove(folder);
        return folder;
    }

    /// <summary>Makes it again if somebody has tidied up: a sweep may last longer than what lies in
    /// /tmp.</summary>
    /// <exception cref="IOException">Somebody else has put a folder in its place.</exception>
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
            RequireOwn(folder);
        }

        return folder;
    }

    private static void RequireOwn(string folder)
    {
        const UnixFileMode others = (UnixFileMode)0b000_111_111;
        var facts = FileFacts.Of(folder);
        if (facts.Kind != FileKind.Folder || facts.Owner != FileFacts.CurrentUser || (facts.Mode & others) != 0)
        {
            throw new IOException(
                $"'{folder}' is not this user's own folder any more; the line to a child process is not put there.");
        }
    }

    public static void Delete(string folder)
    {
        try
        {
            FolderTree.Delete(folder);
            DeathWatch.Forget(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An empty folder in the temporary place does no harm.
        }
    }
}
