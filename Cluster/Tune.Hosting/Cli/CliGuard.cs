using System.Text.Json;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;

namespace Tune.Hosting.Cli;

internal static class CliGuard
{
    /// <summary>Turns the errors that people can do something about into a sentence and an exit code.</summary>
    public static async Task<int> GuardAsync(this CliContext cli, bool json, Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (InvalidExperimentException problem)
        {
            return cli.Fail(problem.Message, json, ExitCode.Usage);
        }
        catch (Exception problem) when (problem is StorageException or InvalidOperationException or IOException
            or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            return cli.Fail(problem.Message, json);
        }
    }
}
