using System.Globalization;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Trainables;

namespace Tune.ChildProbe;

/// <summary>Training code that keeps to the rules.</summary>
internal static class GoodCode
{
    public static IEnumerable<TrainableDefinition> Definitions =>
    [
        new("flood", static () => new Flood()),
        Trainable.Function("report", static async (context, config) =>
        {
            for (var i = context.Iteration + 1; i <= config.Integer("count"); i++)
            {
                await context.ReportAsync(("loss", 1.0 / i), ("pid", Environment.ProcessId));
            }
        }),
        Trainable.Function("environment", static async (context, config) =>
        {
            foreach (var name in (string[])["OMP_NUM_THREADS", "CUDA_VISIBLE_DEVICES", "DOTNET_gcServer",
                "TUNE_CHILD", "TUNE_CHILD_TOKEN"])
            {
                context.Log($"{name}={Environment.GetEnvironmentVariable(name) ?? "absent"}");
            }

            await context.ReportAsync(("pid", Environment.ProcessId));
        }),
        Trainable.Function("state", static async (context, config) =>
        {
            var value = context.Restored is { } restored
                ? double.Parse(restored.ReadText("state.txt"), CultureInfo.InvariantCulture)
                : 0;
            while (context.Iteration < config.Integer("count"))
            {
                value += 10;
                var text = value.ToString(CultureInfo.InvariantCulture);
                await context.ReportAsync(new { value }, Checkpoint.FromText("state.txt", text));
            }
        }),
        Trainable.Function("keep", static async (context, config) =>
        {
            await context.SaveArtifactAsync("a/note.txt", "kept");
            try
            {
                await context.SaveArtifactAsync("refused", "");
            }
            catch (StorageException refused)
            {
                context.Log(refused.Message);
            }

            await context.ReportAsync(("pid", Environment.ProcessId));
        }),
        Trainable.Function("print-a-line", static async (context, config) =>
        {
            Console.WriteLine("printed");
            context.Log("logged");
            await context.ReportAsync(("acc", 1));
        }),
        Trainable.Function("print", static async (context, config) =>
        {
            var line = new string('x', 99);
            for (var i = 0L; i < config.Integer("lines"); i++)
            {
                Console.Out.WriteLine(line);
            }

            Console.Error.WriteLine("the last line");
            await context.ReportAsync(("pid", Environment.ProcessId));
        }),
    ];

    // Below the friendly layer, to measure the line alone.
    private sealed class Flood : ITrainable
    {
        public async Task<AttemptOutcome> RunAsync(
            TrialAssignment assignment, ITrialChannel channel, CancellationToken cancellation)
        {
            var count = assignment.Config.Integer("count");
            var last = Task.FromResult<TrialAnswer>(null!);
            for (var i = 1; i <= count; i++)
            {
                var metrics = MetricSet.Of(("loss", 1.0 / i), ("accuracy", 0.5), ("step", i));
                last = await channel.SendAsync(new TrialReport(i, i, metrics, null), cancellation);
            }

            await last;
            return AttemptOutcome.Completed.Instance;
        }
    }
}
