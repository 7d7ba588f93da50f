using System.Diagnostics;
using Tune.Engine.Spaces;
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
                run.Step(Value);
            }

            figures.Say($"cpu_ms_per_trial_{known}", (Cpu() - before).TotalMilliseconds / Timed, "ms", target);
        }

        return Task.CompletedTask;
    }

    private static AskTellRun Start(ulong seed, int known)
    {
        var run = new AskTellRun(new TpeOptions(), Space(), seed, known + Timed);
        while (run.Done < known)
        {
            run.Step(Value);
        }

        return run;
    }

    private static SearchSpace Space() => new SearchSpace()
        .LogUniform("lr", 1e-5, 1e-1).LogUniform("wd", 1e-7, 1e-2).Uniform("mom", 0, 0.99).Uniform("drop", 0, 0.7)
        .Uniform("mix", 0, 1, 0.1).Integer("layers", 1, 8).LogInteger("width", 16, 1024).Integer("batch", 16, 256, 16)
        .Choice("opt", "sgd", "adam", "lamb", "lion").Choice("act", "relu", "gelu", "silu", "tanh", "elu", "mish");

    private static double Value(Configuration config) =>
        Math.Abs(Math.Log10(config.Real("lr")) + 3) + config.Real("drop") + Math.Abs(config.Real("mix") - 0.4)
        + Math.Abs(config.Integer("layers") - 4) + Math.Abs(Math.Log2(config.Integer("width")) - 8)
        + (config.Text("opt") == "adam" ? 0 : 1) + (config.Text("act") == "gelu" ? 0 : 0.5);

    private static TimeSpan Cpu() => Process.GetCurrentProcess().TotalProcessorTime;
}
