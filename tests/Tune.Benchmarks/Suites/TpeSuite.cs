using System.Diagnostics;
using Tune.Schedulers.Search.Tpe;
using Tune.Testing.Functions;

namespace Tune.Benchmarks.Suites;

/// <summary>What TPE costs: to ask for a configuration and to tell its result, in a mixed space of ten parameters, with
/// so many trials known.</summary>
internal static class TpeSuite
{
    private const int Timed = 200;

    private static readonly (int Known, string Target)[] s_steps =
        [(100, "at most 0.63"), (1000, "at most 4.0"), (5000, "at most 19.5")];

    public static Suite Make() => new("tpe", "TPE: ask and tell with 100 to 5,000 trials known", IsLong: false, Run);

    private static Task Run(Figures figures)
    {
        Start(seed: 2, known: 300);
        foreach (var (known, target) in s_steps)
        {
            var run = Start(seed: 1, known);
            var before = Cpu();
            for (var i = 0; i < Timed; i++)
            {
                run.Step(MixedSpace.Loss);
            }

            figures.Say($"cpu_ms_per_trial_{known}", (Cpu() - before).TotalMilliseconds / Timed, "ms", target);
        }

        return Task.CompletedTask;
    }

    private static AskTellRun Start(ulong seed, int known)
    {
        var run = new AskTellRun(new TpeOptions(), MixedSpace.Make(), seed, known + Timed);
        while (run.Done < known)
        {
            run.Step(MixedSpace.Loss);
        }

        return run;
    }

    private static TimeSpan Cpu() => Process.GetCurrentProcess().TotalProcessorTime;
}
