using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Hosting;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.Pbt;
using Tune.Trainables;

namespace Tune.Viewer.Tests;

/// <summary>Sweeps whose trials go on from checkpoints: a population that has ended, and brackets that are being filled
/// until they are let go.</summary>
/// <param name="letGo">When they are.</param>
internal sealed class Nursery(Task letGo)
{
    public const string Population = "segmenter-pbt";
    public const string Bands = "wav2vec-bands";
    private const int AtOnce = 3;

    // The first two brackets of 27 and 12 trials are worked off then, and the third one is half full.
    private const int HeldFrom = 41;

    private readonly TaskCompletionSource _holds = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the brackets stand still.</summary>
    public Task Holds => _holds.Task;

    /// <summary>Twelve members that copy from each other; what is best for them changes as they train.</summary>
    public static Tuner OfAPopulation() => new(
        Population,
        Trainable.Function("population", static async (TrialContext context, Configuration config) =>
        {
            var state = context.Restored?.ReadJson<double>("state.json") ?? 0;
            var chance = new Random((context.Trial.Number * 1000) + context.Iteration);
            for (var iteration = context.Iteration + 1; iteration <= 60; iteration++)
            {
                var wanted = -1.2 - (iteration / 40.0);
                var pace = 0.09 * Math.Exp(-2.2 * Math.Pow(Math.Log10(config.Real("optimizer/lr")) - wanted, 2))
                    * (1 - config.Real("dropout"));
                state += (1 - state) * pace;
                await context.ReportAsync(
                    new Dictionary<string, double>
                    {
                        ["iou"] = (0.93 * state) + (0.01 * chance.NextDouble()), ["loss"] = 1.4 - (1.2 * state),
                    },
                    Checkpoint.FromJson("state.json", state));
            }
        }),
        new SearchSpace().LogUniform("optimizer/lr", 1e-4, 1e-1).Uniform("dropout", 0, 0.6))
    {
        Metric = "iou",
        Trials = 12,
        Seed = 5,
        MaxConcurrent = 4,
        Scheduler = new PbtOptions { MaxIterations = 60, Interval = 6 },
    };

    /// <summary>Brackets, of which the first have been worked off.</summary>
    public Tuner OfBands()
    {
        var held = 0;
        return new Tuner(
            Bands,
            Trainable.Function("bands", async (TrialContext context, Configuration config) =>
            {
                var top = 1 - Math.Pow((Math.Log10(config.Real("lr")) + 3.1) / 3, 2);
                for (var iteration = context.Iteration + 1; iteration <= 27; iteration++)
                {
                    if (context.Trial.Number >= HeldFrom && Interlocked.Increment(ref held) is var place and <= AtOnce)
                    {
                        if (place == AtOnce)
                        {
                            _holds.TrySetResult();
                        }

                        await letGo.WaitAsync(context.Leaving);
                    }

                    await context.ReportAsync(
                        new Dictionary<string, double> { ["wer"] = 0.08 + (0.9 * Math.Exp(-0.2 * top * iteration)) },
                        Checkpoint.FromText("state", "weights"));
                }
            }),
            new SearchSpace().LogUniform("lr", 1e-5, 1e-2).Integer("warmup", 0, 500))
        {
            Metric = "wer",
            Mode = Mode.Min,
            Trials = 49,
            Seed = 2,
            MaxConcurrent = AtOnce,
            Scheduler = new HyperBandOptions { MaxIterations = 27 },
        };
    }
}
