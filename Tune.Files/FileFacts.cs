using Microsoft.Win32.SafeHandles;

namespace Tune.Files;

/// <summary>What the system says of a file, a folder or whatever else has a name.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Device">The file system it is on; 0 where that is not known.</param>
/// <param name="Number">Its number there, which no other has while it exists; 0 where that is not known.</param>
/// <param name="Owner">The user it belongs to; 0 where that is not known.</param>
/// <param name="Mode">Who may do what with it, the lowest nine bits as in <see cref="UnixFileMode"/>.</param>
internal readonly record struct FileFacts(FileKind Kind, ulong Device, ulong Number, uint Owner, UnixFileMode Mode)
{
    /// <summary>How many names it has, hard links of one another; 0 where that is not known.</summary>
    public uint Links { get; init; }

    /// <summary>The user that this process acts as; 0 where that is not known.</summary>
    public static uint CurrentUser => OperatingSystem.IsLinux() ? LinuxCalls.User() : 0;

    /// <summary>Nothing has that name.</summary>
    public static FileFacts Nothing { get; }

    /// <summary>What has that name; a link is a link.</summary>
    public static FileFacts Of(string path) => OperatingSystem.IsLinux()
        ? LinuxCalls.Facts(LinuxCalls.WorkingFolder, path, LinuxCalls.NoFollow)
        : Portable(path);

    /// <summary>What is open.</summary>
    public static FileFacts Of(SafeFileHandle file) => OperatingSystem.IsLinux()
        ? LinuxCalls.Facts(file)
        : new(FileKind.File, 0, 0, 0, 0);

    /// <summary>Whether both are one thing under two names.</summary>
    public bool IsSameAs(FileFacts other) =>
        Kind == other.Kind && Kind != FileKind.None && Device == other.Device && Number == other.Number;

    // Good enough where nobody can make anything but files, folders and links without meaning to.
    private static FileFacts Portable(string path)
    {
        FileSystemInfo file = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        var kind = file.LinkTarget is not null || (file.Exists && file.Attributes.HasFlag(FileAttributes.ReparsePoint))
                ? FileKind.Link
            : !file.Exists ? FileKind.None
            : file is DirectoryInfo ? FileKind.Folder
            : FileKind.File;
        var mode = OperatingSystem.IsWindows() || kind == FileKind.None ? 0 : file.UnixFileMode;
        return new(kind, 0, 0, 0, mode);
    }
}
