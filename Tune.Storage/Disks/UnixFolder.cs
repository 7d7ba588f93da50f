using System.Runtime.InteropServices;

namespace Tune.Storage.Disks;

/// <summary>What .NET has no call for: fsync of a folder, and a lock that does not depend on its settings.</summary>
internal static class UnixFolder
{
    private const int ReadOnly = 0;
    private const int LockExclusive = 2;
    private const int LockWithoutWaiting = 4;
    private const int LockRelease = 8;

    /// <summary>
    /// Makes the names in a folder durable. Nothing to do on Windows, where the file system sees to it.
    /// </summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw Failure(folder);
        }

        try
        {
            if (Sync(descriptor) != 0)
            {
                throw Failure(folder);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Takes the advisory lock of an open file or folder; false if another has it. Where a file system has no
    /// such locks the runtime's own have to do.</summary>
    public static bool TryLock(SafeHandle file)
    {
        const int again = 11;
        const int againMac = 35;
        return OperatingSystem.IsWindows()
            || Lock((int)file.DangerousGetHandle(), LockExclusive | LockWithoutWaiting) == 0
            || Marshal.GetLastPInvokeError() is not (again or againMac);
    }

    /// <summary>Gives the advisory lock of an open file or folder back; nothing happens if it has none or is closed.
    /// </summary>
    /// <remarks>To close it is not enough: a process that is being started has all that is open here until it becomes
    /// the other program, and with it the lock.</remarks>
    public static void Unlock(SafeHandle file)
    {
        if (!OperatingSystem.IsWindows() && !file.IsClosed)
        {
            _ = Lock((int)file.DangerousGetHandle(), LockRelease);
        }
    }

    private static IOException Failure(string folder)
    {
        var code = Marshal.GetLastPInvokeError();
        return new IOException(
            $"The folder '{folder}' could not be made durable: {Marshal.GetPInvokeErrorMessage(code)}", code);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Lock(int descriptor, int operation);
}
