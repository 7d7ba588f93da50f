using Tune.Benchmarks.Suites;
using Tune.Cli;

namespace Tune.Benchmarks;

/// <summary>What this program can run in a child process.</summary>
internal static class ChildTrials
{
    public static Task<int> RunAsync() => TuneApp.RunAsync([], app => app
        .Add("reports", EngineSuite.Reports("reports", 1, 1, Engine.Ports.Isolation.Process)));
}
