using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tune.Processes;

/// <summary>What the runtime does not offer on Linux and macOS. Not to be called on Windows.</summary>
internal static class SystemCalls
{
    /// <summary>The signal that nothing can ignore.</summary>
    public const int KillSignal = 9;

    /// <summary>The signal that halts and cannot be ignored.</summary>
    public const int StopSignal = 19;

    /// <summary>The signal that asks to leave.</summary>
    public const int TerminateSignal = 15;

    private const int Group = 1;
    private const int BeSubreaper = 36;
    private const nint OpenProcess = 434;
    private const nint SignalProcess = 424;
    private const int WithoutWaiting = 1;

    /// <summary>Makes the calling process the leader of a session and a group of its own.</summary>
    public static bool TryLeadGroup() => StartSession() >= 0;

    /// <summary>Lowers the priority of the calling process's group, all threads there are and will be.</summary>
    public static void BeNice(int steps)
    {
        // By group and not by process: on Linux the latter means the calling thread alone.
        var now = GetPriority(Group, 0);
        _ = SetPriority(Group, 0, Math.Clamp(now + steps, 0, 19));
    }

    /// <summary>Sends a signal to a process, or to a group by its negative number. False if there is none.</summary>
    public static bool Signal(int process, int signal) => SendSignal(process, signal) == 0;

    /// <summary>From now on a process whose parents have gone becomes a child of this process and not of the system's
    /// first, so that it is still known where it belongs. Only Linux has that.</summary>
    public static void AdoptOrphans()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Control(BeSubreaper, 1, 0, 0, 0);
        }
    }

    /// <summary>Takes note that a child of this process has ended, so that its number is free again. False if it has
    /// not ended, or is none.</summary>
    public static bool Collect(int process) => Wait(process, IntPtr.Zero, WithoutWaiting) == process;

    /// <summary>Holds on to a process, so that its number stays its own; null where the system has no such thing, or
    /// there is no such process.</summary>
    public static SafeFileHandle? Hold(int process)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return null;
        }

        var descriptor = Call(OpenProcess, process, 0, 0, 0);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Ends a process that is held. False if that is not possible.</summary>
    public static bool KillHeld(SafeFileHandle process) =>
        Call(SignalProcess, process.DangerousGetHandle(), KillSignal, 0, 0) == 0;

    /// <summary>Writes out what native code has printed and not yet handed to the system.</summary>
    public static void FlushNativeOutput() => _ = Flush(IntPtr.Zero);

    /// <summary>Ends the calling process at once, whatever its threads are doing.</summary>
    public static void EndNow(int code) => Exit(code);

    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void Exit(int code);

    [DllImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StartSession();

    [DllImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int option, nint first, nint second, nint third, nint fourth);

    [DllImport("libc", EntryPoint = "waitpid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Wait(int process, IntPtr status, int options);

    [DllImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Call(nint number, nint first, nint second, nint third, nint fourth);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);

    [DllImport("libc", EntryPoint = "getpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetPriority(int which, int who);

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int priority);

    [DllImport("libc", EntryPoint = "fflush")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(IntPtr stream);
}
