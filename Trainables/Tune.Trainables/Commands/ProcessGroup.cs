using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tune.Trainables.Commands;

/// <summary>A started program and everything it starts in turn, so that none of it outlives the attempt.</summary>
internal sealed class ProcessGroup : IDisposable
{
    private const int Terminate = 15;
    private const int KillNow = 9;
    private static readonly string? Leader = Find("setsid");
    private readonly bool _isGroup;

    private ProcessGroup(Process process, bool isGroup) => (Process, _isGroup) = (process, isGroup);

    public Process Process { get; }

    /// <summary>Starts it, as the leader of a group of its own where the system offers that.</summary>
    public static ProcessGroup Start(ProcessStartInfo start)
    {
        var isGroup = Leader is not null;
        if (isGroup)
        {
            start.ArgumentList.Insert(0, start.FileName);
            start.FileName = Leader!;
        }

        return new ProcessGroup(Process.Start(start)!, isGroup);
    }

    /// <summary>The path of a program, given by path or looked for on the PATH; null if there is none.</summary>
    public static string? Find(string program, string folder = "")
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var folders = program.Contains('/', StringComparison.Ordinal)
            ? [folder]
            : (Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin").Split(':');
        return folders.Select(place => Path.Combine(place, program)).FirstOrDefault(IsExecutable);
    }

    /// <summary>Asks it to leave. On Windows there is no such signal, and only the message on its input
    /// tells.</summary>
    public void Ask()
    {
        if (!OperatingSystem.IsWindows())
        {
            Signal(Terminate);
        }
    }

    /// <summary>Ends it and all its children, now. Harmless when all of them are gone.</summary>
    public void Kill()
    {
        if (_isGroup)
        {
            Signal(KillNow);
            return;
        }

        try
        {
            Process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended in the meantime.
        }
    }

    public void Dispose() => Process.Dispose();

    // Before the new process has made its group there is only itself to signal.
    private void Signal(int signal)
    {
        if (!_isGroup || SendSignal(-Process.Id, signal) != 0)
        {
            if (!Process.HasExited)
            {
                _ = SendSignal(Process.Id, signal);
            }
        }
    }

    private static bool IsExecutable(string path) =>
        !OperatingSystem.IsWindows() && File.Exists(path)
        && (File.GetUnixFileMode(path)
            & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
