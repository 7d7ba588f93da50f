using System.Text.Json;
using Tune.Client;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;

namespace Tune.Cli.Shell;

internal static class CliGuard
{
    /// <summary>Turns errors into sentences and an exit code.</summary>
    public static async Task<int> GuardAsync(this CliContext cli, bool json, Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            var (message, code) = Explain(problem);
            return code == ExitCode.Interrupted ? code : cli.Fail(message, json, code);
        }
    }

    /// <summary>What to tell people: a sentence where they can do something about it, everything where it is a
    /// fault of the program.</summary>
    public static (string Message, int Code) Explain(Exception problem) => problem switch
    {
        OperationCanceledException => ("It was interrupted.", ExitCode.Interrupted),
        InvalidExperimentException { Fault: not null } => (problem.Message, ExitCode.Failed),
        UsageException or InvalidExperimentException => (problem.Message, ExitCode.Usage),
        StorageException or InvalidOperationException or IOException or UnauthorizedAccessException or JsonException
            or ArgumentException or TimeoutException or TuneClientException => (problem.Message, ExitCode.Failed),
        _ => ($"Something went wrong that should not have. {problem}", ExitCode.Failed),
    };
}
