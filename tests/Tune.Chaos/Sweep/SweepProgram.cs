using Tune.Cli;
using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Hosting;
using Tune.Schedulers.Asha;
using Tune.Trainables;

namespace Tune.Chaos.Sweep;

/// <summary>The victim: an ordinary program that runs one experiment through the public API.</summary>
internal static class SweepProgram
{
    public const string Verb = "sweep";

    public static Task<int> RunAsync(string[] args) => TuneApp.RunAsync(
        args, app => app
            .Add("ASHA with promotion, trials on threads", Experiment(Isolation.Thread))
            .Add("ASHA with promotion, trials in processes", Experiment(Isolation.Process)));

    public static string NameOf(Isolation isolation) => isolation == Isolation.Thread ? "threads" : "processes";

    private static Tuner<ChaosConfig> Experiment(Isolation isolation) =>
        new(NameOf(isolation), Trainable.Function<ChaosConfig>(
            NameOf(isolation), ChaosTraining.TrainAsync) with { Isolation = isolation })
        {
            Metric = "score",
            Mode = Mode.Max,
            Trials = 24,
            Scheduler = new AshaOptions
            {
                Variant = AshaVariant.Promotion, MaxIterations = 27, GracePeriod = 1, ReductionFactor = 2,
            },
            Checkpoints = new CheckpointPolicy { EveryIterations = 4, KeepLast = 2 },
        };
}
