using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Hosting;
using Tune.Trainables;

namespace Tune.WebProbe;

internal sealed record Point([Uniform(0, 1)] double X);

/// <summary>Four trials of one of two trainables that share a name.</summary>
internal sealed class Sweep(string which, string folder, string way)
{
    /// <summary>Leaves a line for each process that came so far.</summary>
    public void NoteBoot() => File.AppendAllText(Path.Combine(folder, "boots"), $"{Environment.ProcessId}\n");

    /// <summary>One line a trial: what it scored, or what it was refused with.</summary>
    public async Task<string> FitAsync()
    {
        await using var tune = await TuneHost.StartAsync(
            new TuneHostOptions { Store = Path.Combine(folder, "store"), Slots = 2 });
        var chosen = Chosen() with { Isolation = Isolation.Process };
        var results = await tune.FitAsync((Tuner)new Tuner<Point>("web", chosen)
        {
            Metric = "score", Trials = 4, Failure = new FailurePolicy(MaxRetries: 0),
        });
        var lines = new List<string>();
        await foreach (var trial in results)
        {
            lines.Add(trial.Error?.Message ?? $"score {trial.Best}");
        }

        return string.Join('\n', lines);
    }

    private TrainableDefinition Chosen() => way switch
    {
        "luck" => Lucky(Guid.NewGuid()),
        "model" => Modelled(new Model(Environment.ProcessId)),
        "static" => Trainable.Function<Point>(
            "train", async (context, _) => await context.ReportAsync(("score", Knobs.Scale))),
        _ when which == "plus" =>
            Trainable.Function<Point>("train", async (context, _) => await context.ReportAsync(("score", 1))),
        _ => Trainable.Function<Point>("train", async (context, _) => await context.ReportAsync(("score", -1))),
    };

    private static TrainableDefinition Lucky(Guid luck)
    {
        using var client = new HttpClient();
        return Trainable.Function<Point>("train", async (context, _) =>
        {
            context.Log($"{luck} {client.Timeout}");
            await context.ReportAsync(("score", -1));
        });
    }

    private static TrainableDefinition Modelled(Model model) =>
        Trainable.Function<Point>("train", async (context, _) => await context.ReportAsync(("score", model.Score())));

    private sealed class Model(double weight)
    {
        public double Score() => weight;
    }
}

/// <summary>What the program sets behind the guard.</summary>
internal static class Knobs
{
    public static double Scale { get; set; } = 1;
}
