using System.Diagnostics;

namespace Tune.Walkthrough.Tests;

/// <summary>The program <c>dotnet</c>, started once, with a bound on its time.</summary>
internal static class Dotnet
{
    /// <param name="folder">Where it runs.</param>
    /// <param name="most">After so long it is ended, with all that it has started, and the test fails.</param>
    /// <param name="settle">Changes the environment that it gets.</param>
    /// <param name="arguments">What it is asked for.</param>
    public static async Task<(int Exit, string Output)> RunAsync(
        string folder, TimeSpan most, Action<IDictionary<string, string?>> settle, params string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true,
        };
        settle(info.Environment);
        using var process = Process.Start(info)!;
        using var enough = new CancellationTokenSource(most);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(enough.Token);
            await process.WaitForExitAsync(enough.Token);
            return (process.ExitCode, output);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new AssertionException($"dotnet {string.Join(' ', arguments)} did not end within {most}.");
        }
    }
}
