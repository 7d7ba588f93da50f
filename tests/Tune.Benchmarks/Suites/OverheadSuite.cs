using System.Diagnostics;
using Tune.Hosting;
using Tune.Engine.Ports;
using Tune.Engine.Stopping;
using Tune.Trainables;
using Tune.Trainables.Torch;
using Tune.Trainables.Torch.Classification;
using Tune.Trainables.Torch.Data;
using static TorchSharp.torch;

namespace Tune.Benchmarks.Suites;

/// <summary>What training costs under TuneNet: the same steps of the digits classifier in a bare loop and as a trial,
/// in turns, the best of each.</summary>
internal static class OverheadSuite
{
    private const int Epochs = 60;
    private const int Rounds = 5;

    private static readonly ClassifierConfig Config = new(ClassifierModel.Mlp, 3e-3, 32, 256, 0.2, 1e-5);

    public static Suite Make() => new(
        "overhead", $"{Epochs} epochs of the digits classifier, bare and as a trial", IsLong: false, RunAsync);

    private static async Task RunAsync(Figures figures)
    {
        using var scratch = new ScratchStore();
        await using var host = await TuneHost.StartAsync(new TuneHostOptions { Store = scratch.Folder, Slots = 1 });
        set_num_threads(1);
        Bare();
        double bare = double.MaxValue, tuned = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            bare = Math.Min(bare, Bare());
            tuned = Math.Min(tuned, await TunedAsync(host, round));
        }

        figures.Say("bare_s", bare, "s");
        figures.Say("tuned_s", tuned, "s");
        figures.Say("training_ratio", tuned / bare, "", "at most 1.03");
    }

    private static double Bare()
    {
        using var classifier = new ImageClassifier(Config, Digits.Load().Split(0.2, 1), 1, CPU);
        var clock = Stopwatch.StartNew();
        for (var epoch = 1; epoch <= Epochs; epoch++)
        {
            using var scope = NewDisposeScope();
            classifier.Step(epoch);
        }

        return clock.Elapsed.TotalSeconds;
    }

    // Timed inside the trainable from the first step to the last answer, so that the start of the trial, which a long
    // training pays once, is left out as it is in the bare loop.
    private static async Task<double> TunedAsync(TuneHost host, int round)
    {
        var seconds = 0.0;
        var timed = Trainable.Function<LoadConfig>($"overhead-{round}", (context, _) =>
        {
            set_num_threads(1);
            using var classifier = new ImageClassifier(Config, Digits.Load().Split(0.2, 1), 1, CPU);
            var clock = Stopwatch.StartNew();
            for (var epoch = 1; epoch <= Epochs; epoch++)
            {
                using var scope = NewDisposeScope();
                var result = classifier.Step(epoch);
                context.Post(("val_accuracy", result.ValidationAccuracy), ("train_loss", result.TrainLoss));
            }

            seconds = clock.Elapsed.TotalSeconds;
        }) with { Isolation = Isolation.Thread };
        await host.FitAsync(new Tuner<LoadConfig>($"overhead-{round}", timed)
        {
            Metric = "val_accuracy", Trials = 1, Stop = Stop.AfterIterations(Epochs + 1),
        });
        return seconds;
    }
}
