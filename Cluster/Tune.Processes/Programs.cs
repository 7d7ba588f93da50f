namespace Tune.Processes;

/// <summary>Programs of this machine, other than Windows.</summary>
internal static class Programs
{
    /// <summary>The system's shell.</summary>
    public const string Shell = "/bin/sh";

    /// <summary>The program that starts another one in a session of its own; null if there is none.</summary>
    public static string? Session { get; } = Find("setsid");

    /// <summary>The path of a program, given by path or looked for on the PATH; null if there is none.</summary>
    /// <param name="program">A path, or a name.</param>
    /// <param name="folder">What a relative path is relative to.</param>
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

    private static bool IsExecutable(string path) =>
        !OperatingSystem.IsWindows() && File.Exists(path)
        && (File.GetUnixFileMode(path)
            & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
