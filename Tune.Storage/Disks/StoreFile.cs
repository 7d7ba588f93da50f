using Microsoft.Win32.SafeHandles;
using Tune.Files;

namespace Tune.Storage.Disks;

/// <summary>
/// The one place where the store opens a file of its own by name. Whatever else has the name is refused and never
/// waited for: a named pipe would hold up whoever opens it until somebody comes to the other end. A link to a plain
/// file will do, if nothing else is said.
/// </summary>
internal static class StoreFile
{
    /// <summary>Opens a file for reading, whoever is writing to it.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="follows">Whether a link will do.</param>
    /// <exception cref="NotPlainFileException">It is no plain file.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle OpenRead(string path, bool follows = true)
    {
        if (OperatingSystem.IsLinux())
        {
            return Checked(LinuxCalls.Open(LinuxCalls.WorkingFolder, path, isFolder: false, follows), path);
        }

        if (!follows)
        {
            Require(FileFacts.Of(path).Kind, path);
        }

        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Opens a file for reading and writing.</summary>
    /// <exception cref="NotPlainFileException">It is no plain file.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle OpenWrite(string path, FileMode mode, FileShare share)
    {
        if (OperatingSystem.IsLinux())
        {
            var kind = LinuxCalls.Facts(LinuxCalls.WorkingFolder, path, flags: 0).Kind;
            Require(kind is FileKind.None ? FileKind.File : kind, path);
        }

        // A pipe that comes by now keeps nobody waiting either: who opens both its ends has the other one.
        return Checked(File.OpenHandle(path, mode, FileAccess.ReadWrite, share), path);
    }

    /// <summary>Reads a small file.</summary>
    /// <exception cref="NotPlainFileException">It is no plain file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[] ReadAll(string path)
    {
        using var file = OpenRead(path);
        var bytes = new byte[RandomAccess.GetLength(file)];
        var done = 0;
        while (done < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(done), done) is > 0 and var read)
        {
            done += read;
        }

        return bytes[..done];
    }

    private static SafeFileHandle Checked(SafeFileHandle file, string path)
    {
        try
        {
            Require(FileFacts.Of(file).Kind, path);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void Require(FileKind kind, string path)
    {
        if (kind != FileKind.File)
        {
            throw new NotPlainFileException(path, FileKinds.Text(kind));
        }
    }
}
