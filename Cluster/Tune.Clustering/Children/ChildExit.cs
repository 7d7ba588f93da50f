using System.Diagnostics;
using Tune.Engine.Trials;
using Tune.Processes;

namespace Tune.Clustering.Children;

/// <summary>How a process ended that was to run an attempt to its end.</summary>
/// <param name="Kind">What to count it as.</param>
/// <param name="Message">A sentence.</param>
internal sealed record ChildExit(FailureKind Kind, string Message)
{
    /// <summary>The exit code of a child process whose line to the node ended.</summary>
    public const int LineLost = 113;

    // A shell's habit, which the runtime follows: 128 and the signal's number.
    private const int FirstSignal = 128;
    private const int LastSignal = FirstSignal + 64;

    /// <summary>It lives on and cannot be talked to.</summary>
    public static ChildExit ClosedLine { get; } = new(
        FailureKind.Crash, "The child process lost its line to the node: did the training code close files it had not "
        + "opened?");

    public static ChildExit Of(Process process)
    {
        var what = $"The child process ended with {Describe(process)} before its attempt was over";
        return Signal(process) switch
        {
            SystemCalls.KillSignal => new(
                FailureKind.OutOfMemory,
                "The child process was killed by signal 9, probably by the kernel for lack of memory."),
            not null => new(FailureKind.Crash, what + "."),
            null when process.ExitCode == LineLost => ClosedLine,
            null when process.ExitCode == 0 => new(FailureKind.Crash, what + ": did the training code exit?"),
            null => new(FailureKind.Exception, what + "."),
        };
    }

    /// <summary>"exit code 3" or "signal 11 (a native crash)".</summary>
    public static string Describe(Process process) => Signal(process) switch
    {
        null => process.HasExited ? $"exit code {process.ExitCode}" : "no exit code",
        6 => "signal 6 (aborted: an unhandled exception or a failed native check)",
        7 or 11 => $"signal {Signal(process)} (a native crash)",
        var signal => $"signal {signal}",
    };

    private static int? Signal(Process process) =>
        !OperatingSystem.IsWindows() && process.HasExited && process.ExitCode is > FirstSignal and <= LastSignal
            ? process.ExitCode - FirstSignal
            : null;
}
