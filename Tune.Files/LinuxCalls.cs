using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tune.Files;

/// <summary>Linux's calls that take a folder by its descriptor, and that can refuse to follow a link.</summary>
internal static class LinuxCalls
{
    /// <summary>Stands for the working folder where a folder's descriptor is asked for.</summary>
    public const int WorkingFolder = -100;

    /// <summary>Look at the link and not at where it leads.</summary>
    public const int NoFollow = 0x100;

    private const int EmptyPath = 0x1000;
    private const int RemoveFolder = 0x200;
    private const uint BasicFacts = 0x7ff;
    private const int CloseOnExecute = 0x80000;
    private const int WithoutWaiting = 0x800;
    private const int NameOnly = 0x200000;
    private const int NotThere = 2;
    private const int NotAFolder = 20;

    // The numbers of these two differ between processors.
    private static readonly bool s_isArm =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64;
    private static readonly int s_folderOnly = s_isArm ? 0x4000 : 0x10000;
    private static readonly int s_noLink = s_isArm ? 0x8000 : 0x20000;

    /// <summary>Opens what has a name, for reading. Never waits for whoever has the other end of a pipe.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle Open(int folder, string name, bool isFolder, bool follows)
    {
        var flags = CloseOnExecute | WithoutWaiting | (isFolder ? s_folderOnly : 0) | (follows ? 0 : s_noLink);
        var descriptor = OpenAt(folder, name, flags);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Failure(name);
    }

    /// <summary>Takes hold of a folder without opening it, for which no right to it is needed; no link is
    /// followed.</summary>
    /// <exception cref="IOException">There is no such folder.</exception>
    public static SafeFileHandle Name(int folder, string name)
    {
        var descriptor = OpenAt(folder, name, CloseOnExecute | NameOnly | s_folderOnly | s_noLink);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Failure(name);
    }

    /// <summary>What has a name.</summary>
    public static FileFacts Facts(int folder, string name, int flags)
    {
        if (Status(folder, name, flags, BasicFacts, out var found) == 0)
        {
            return found.Facts();
        }

        return Marshal.GetLastPInvokeError() is NotThere or NotAFolder ? FileFacts.Nothing : throw Failure(name);
    }

    /// <summary>What is open.</summary>
    public static FileFacts Facts(SafeFileHandle file) =>
        Use(file, static descriptor => Facts(descriptor, "", EmptyPath));

    /// <summary>Gives what has a name in one folder the same name in another.</summary>
    public static void Rename(int from, int to, string name)
    {
        if (RenameAt(from, name, to, name) != 0)
        {
            throw Failure(name);
        }
    }

    /// <summary>Takes a name away: that of an empty folder, or of anything else.</summary>
    public static void Remove(int folder, string name, bool isFolder)
    {
        if (UnlinkAt(folder, name, isFolder ? RemoveFolder : 0) != 0
            && Marshal.GetLastPInvokeError() != NotThere)
        {
            throw Failure(name);
        }
    }

    /// <summary>Lends a descriptor.</summary>
    public static T Use<T>(SafeFileHandle file, Func<int, T> use)
    {
        var isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            return use((int)file.DangerousGetHandle());
        }
        finally
        {
            if (isHeld)
            {
                file.DangerousRelease();
            }
        }
    }

    private static Exception Failure(string name)
    {
        const int noRight = 13;
        const int notAllowed = 1;
        var code = Marshal.GetLastPInvokeError();
        var message = $"'{name}': {Marshal.GetPInvokeErrorMessage(code)}";
        return code switch
        {
            NotThere => new FileNotFoundException(message, name),
            noRight or notAllowed => new UnauthorizedAccessException(message),
            _ => new IOException(message, code),
        };
    }

    /// <summary>The user that this process acts as.</summary>
    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern uint User();

    [DllImport("libc", EntryPoint = "openat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenAt(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int flags);

    [DllImport("libc", EntryPoint = "renameat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int RenameAt(
        int from, [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        int to, [MarshalAs(UnmanagedType.LPUTF8Str)] string newName);

    [DllImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int UnlinkAt(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int flags);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Status(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int flags, uint mask, out StatusRecord found);

    // The same on every processor.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatusRecord
    {
        [FieldOffset(16)]
        public uint Links;

        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Number;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;

        public readonly FileFacts Facts() => new(
            (Mode >> 12) switch
            {
                1 => FileKind.Pipe,
                2 or 6 => FileKind.Device,
                4 => FileKind.Folder,
                8 => FileKind.File,
                10 => FileKind.Link,
                12 => FileKind.Socket,
                _ => FileKind.Other,
            },
            ((ulong)DeviceMajor << 32) | DeviceMinor, Number, Owner, (UnixFileMode)(Mode & 0xfff))
        {
            Links = Links,
        };
    }
}
