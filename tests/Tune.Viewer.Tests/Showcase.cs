using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Hosting;
using Tune.Engine.Spaces;
using Tune.Schedulers.Asha;
using Tune.Trainables;

namespace Tune.Viewer.Tests;

/// <summary>Sweeps that look like those of people: one that has ended, one that goes on until it is let go, and one
/// whose trials break.</summary>
internal sealed class Showcase
{
    public const string Ended = "digits-cnn";
    public const string Going = "resnet-cifar10";
    public const string Broken = "transformer-small";
    public const string Traded = "detector-edge";
    public const string Written = "segmenter-medical";
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _runs = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when every trial of the sweep that goes on has something to show.</summary>
    public Task Runs => _runs.Task;

    /// <summary>Done when what goes on comes to its end.</summary>
    public Task Ends => _letGo.Task;

    /// <summary>The sweep that goes on comes to its end.</summary>
    public void LetGo() => _letGo.TrySetResult();

    public static Tuner OfDigits() => new(Ended, Of("train", 27, static (_, _) => Task.CompletedTask), Space())
    {
        Metric = "accuracy",
        Trials = 48,
        Seed = 7,
        Scheduler = new AshaOptions { MaxIterations = 27, ReductionFactor = 3 },
    };

    /// <param name="name">Its name.</param>
    /// <param name="trials">How many trials; as many must run at once.</param>
    public Tuner ThatGoesOn(string name, int trials)
    {
        var waiting = 0;
        return new Tuner(
            name,
            Of(name, 40, async (context, iteration) =>
            {
                if (iteration != 12 + (context.Trial.Number * 5))
                {
                    return;
                }

                if (Interlocked.Increment(ref waiting) == trials)
                {
                    _runs.TrySetResult();
                }

                await _letGo.Task.WaitAsync(context.Leaving);
            }),
            Space())
        {
            Metric = "accuracy",
            Trials = trials,
            Seed = 3,
        };
    }

    /// <summary>A sweep with two objectives, and with a parameter that not every trial has.</summary>
    public static Tuner ThatTrades() => new(
        Traded,
        Trainable.Function("trades", static async (TrialContext context, Configuration config) =>
        {
            var width = config.Integer("width");
            var chance = new Random(context.Trial.Number);
            var depth = config.TryGet("bits", out var bits) ? bits.AsReal() / 8 : 1.6;
            var fit = 1 - Math.Pow((Math.Log10(config.Real("lr")) + 2.6) / 2.4, 2);
            await context.ReportAsync(
                ("map", 0.62 * fit * Math.Pow(width * depth / 410, 0.18) * (1 - (0.06 * chance.NextDouble()))),
                ("latency_ms", (2.1 + (0.045 * width * depth)) * (1 + (0.1 * chance.NextDouble()))));
        }),
        new SearchSpace().LogUniform("lr", 1e-4, 1e-1).Integer("width", 16, 256)
            .Choice("quantize", "none", "int").When("quantize", "int", branch => branch.Integer("bits", 4, 8)))
    {
        Metric = "map",
        FurtherObjectives = [new("latency_ms", Mode.Min)],
        Trials = 120,
        Seed = 11,
    };

    public static Tuner ThatBreaks() => new(
        Broken,
        Trainable.Function("breaks", static async (TrialContext context, Configuration config) =>
        {
            await context.ReportAsync(("loss", 2.3), ("tokens_per_s", 5120));
            throw new InvalidOperationException(
                "The batch does not fit: 24 sequences of 2048 tokens take 18.4 GiB, and 15.7 GiB are free.");
        }),
        Space())
    {
        Metric = "loss",
        Mode = Mode.Min,
        Trials = 3,
        Failure = new() { MaxRetries = 0 },
    };

    /// <summary>A small sweep for people to write about.</summary>
    public static Tuner ToWriteAbout(string name) =>
        new(name, Of(name, 12, static (_, _) => Task.CompletedTask), Space())
        {
            Metric = "accuracy", Trials = 5, Seed = 5,
        };

    private static SearchSpace Space() => new SearchSpace()
        .LogUniform("optimizer/lr", 1e-4, 1e-1)
        .Uniform("optimizer/momentum", 0, 0.99)
        .Integer("hidden", 16, 256)
        .Choice("activation", "relu", "gelu", "tanh");

    // A curve that rises towards what the configuration is good for, with noise that is the same each time.
    private static TrainableDefinition Of(string name, int iterations, Func<TrialContext, int, Task> each) =>
        Trainable.Function(name, async (TrialContext context, Configuration config) =>
        {
            var lr = Math.Log10(config.Real("optimizer/lr"));
            var momentum = config.Real("optimizer/momentum");
            var top = 0.97 - (0.06 * Math.Pow(lr + 2.2, 2)) - (4 * Math.Pow(Math.Max(0, momentum - 0.85), 2))
                - (0.012 * Math.Abs(Math.Log2(config.Integer("hidden") / 128.0)))
                - (config.Text("activation") switch { "gelu" => 0, "relu" => 0.015, _ => 0.04 });
            var pace = 0.06 + (0.2 * momentum);
            var wobble = 0.03 + (0.08 * Math.Max(0, momentum - 0.6));
            var chance = new Random(context.Trial.Number);
            for (var iteration = 1; iteration <= iterations; iteration++)
            {
                var accuracy = Math.Clamp(
                    (top * (1 - Math.Exp(-pace * iteration))) + (wobble * (chance.NextDouble() - 0.5)), 0, 1);
                await context.ReportAsync(
                    ("accuracy", accuracy), ("loss", 2.3 * Math.Exp(-3 * accuracy) * (1 + (0.1 * chance.NextDouble()))),
                    ("seconds", iteration * (1.5 + (config.Integer("hidden") / 200.0))));
                await each(context, iteration);
            }
        });
}
