using System.Runtime.InteropServices;

namespace Tune.Processes;

/// <summary>What the runtime does not offer on Linux and macOS. Not to be called on Windows.</summary>
internal static class SystemCalls
{
    /// <summary>The signal that nothing can ignore.</summary>
    public const int KillSignal = 9;

    /// <summary>The signal that asks to leave.</summary>
    public const int TerminateSignal = 15;

    private const int Group = 1;

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
