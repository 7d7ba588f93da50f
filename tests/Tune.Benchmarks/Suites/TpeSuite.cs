using System.Diagnostics;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
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

        figures.Say("told_ratio", ToldRatio(), "times", "at most 4; to tell a result: with 60,000 known to 15,000");
        return Task.CompletedTask;
    }

    // Given points and what others have tried are told without a question in between.
    private static double ToldRatio()
    {
        const int block = 10_000;
        var space = MixedSpace.Make();
        var context = new AlgorithmContext(1, space, new Objective("loss", Mode.Min), Trials: null);
        var searcher = new TpeOptions().Create(context);
        var times = new List<double>();
        for (var start = 0; start < 6 * block; start += block)
        {
            var before = Cpu();
            for (var number = start; number < start + block; number++)
            {
                Tell(searcher, new TrialId(number), space.Sample(KeyedRandom.For(1, "bench/told", number)));
            }

            times.Add((Cpu() - before).TotalMilliseconds);
        }

        return times[^1] / times[1];
    }

    private static void Tell(ISearcher searcher, TrialId trial, Configuration config)
    {
        var loss = MixedSpace.Loss(config);
        var seen = new Observation(trial, 1, Score.Of(loss, Mode.Min), MetricSet.Of(("loss", loss)));
        searcher.Observe(new TrialFact.Added(trial, config));
        searcher.Observe(new TrialFact.Judged(seen, Decision.Continue.Instance));
        searcher.Observe(new TrialFact.Ended(trial, TrialStatus.Completed));
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
