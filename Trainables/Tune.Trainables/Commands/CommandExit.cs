using Tune.Engine.Trials;

namespace Tune.Trainables.Commands;

/// <summary>What a program's exit code says.</summary>
internal static class CommandExit
{
    // The runtime shows death by signal n as 128 + n, as shells do.
    private const int BySignal = 128;

    /// <summary>The outcome of a program that ended with a code other than 0.</summary>
    public static AttemptOutcome.Failed Failed(string program, int code, string tail)
    {
        var name = Path.GetFileName(program);
        if (!OperatingSystem.IsWindows() && SignalOf(code) is { } signal)
        {
            return new(FailureKind.Crash, $"{name} was ended by {signal}{Last(tail)}", tail);
        }

        return new(FailureKind.Exception, $"{name} exited with code {code}{Last(tail)}", tail);
    }

    private static string? SignalOf(int code) => (code - BySignal) switch
    {
        4 => "SIGILL (a native crash)",
        6 => "SIGABRT (a native crash)",
        7 => "SIGBUS (a native crash)",
        8 => "SIGFPE (a native crash)",
        9 => "SIGKILL (by hand, or because the machine ran out of memory)",
        11 => "SIGSEGV (a native crash)",
        15 => "SIGTERM (from outside)",
        _ => null,
    };

    private static string Last(string tail)
    {
        var line = tail[(tail.LastIndexOf('\n') + 1)..].Trim();
        return line.Length == 0 ? "" : $"; its last line was: {(line.Length <= 300 ? line : line[..300] + "…")}";
    }
}
