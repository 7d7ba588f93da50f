using System.Runtime.InteropServices;

namespace Tune.Storage.Disks;

/// <summary>A further name of a file, for which .NET has no call.</summary>
internal static class HardLink
{
    /// <summary>Makes it; false where this file can have no further name there.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static bool TryMake(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            return MakeOnWindows(to, from, 0);
        }

        if (Make(from, to) == 0)
        {
            return true;
        }

        return File.Exists(from) ? false : throw new FileNotFoundException($"There is no file '{from}'.", from);
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Make(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);

    [DllImport("kernel32", EntryPoint = "CreateHardLinkW", CharSet = CharSet.Unicode, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool MakeOnWindows(string to, string from, nint security);
}
