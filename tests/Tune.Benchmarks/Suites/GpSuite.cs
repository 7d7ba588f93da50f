using System.Diagnostics;
using Tune.Schedulers.Search.Gp;
using Tune.Testing.Functions;

namespace Tune.Benchmarks.Suites;

/// <summary>What the Gaussian process costs, the fits included, in a mixed space of ten parameters: in processor time
/// of this process, in which nothing else runs.</summary>
internal static class GpSuite
{
    private const int Known = 200;
    private const int Timed = 64;

    public static Suite Make() =>
        new("gp", $"Gaussian process: ask and tell up to {Known} trials", IsLong: false, Run);

    private static Task Run(Figures figures)
    {
        Upto(2, 60);
        var before = Cpu();
        var run = Upto(1, Known);
        var mean = (Cpu() - before).TotalMilliseconds / Known;
        figures.Say("ms_per_suggestion_200", mean, "ms", "below 50, mean of a run");
        before = Cpu();
        for (var i = 0; i < Timed; i++)
        {
            run.Step(MixedSpace.Loss);
        }

        figures.Say("ms_per_suggestion_from_200", (Cpu() - before).TotalMilliseconds / Timed, "ms");
        return Task.CompletedTask;
    }

    private static AskTellRun Upto(ulong seed, int trials)
    {
        var run = new AskTellRun(new GpOptions(), MixedSpace.Make(), seed, trials + Timed);
        while (run.Done < trials)
        {
            run.Step(MixedSpace.Loss);
        }

        return run;
    }

    private static TimeSpan Cpu() => Process.GetCurrentProcess().TotalProcessorTime;
}
