using Tune.Engine.Randomness;
using Tune.Trainables;

namespace Tune.Chaos.Sweep;

/// <summary>
/// Pretends to train: its state is a hash chain over the iterations, so a restored state that is not exactly the saved
/// one shows at once in every later digest and value.
/// </summary>
internal static class ChaosTraining
{
    private const int IterationsMax = 27;

    public static async Task TrainAsync(TrialContext context, ChaosConfig config)
    {
        var (trial, attempt) = (context.Trial.Number, context.Attempt.Number);
        using var ledger = Ledger.Open(trial, attempt);
        var state = Mix.Into(Mix.Start, context.Seed);
        if (context.Restored is { } restored)
        {
            state = restored.ReadJson<ulong>("state.json");
            ledger.Write("restore", trial, attempt, restored.Iteration, 0, state);
        }

        for (var iteration = context.Iteration + 1; iteration <= IterationsMax; iteration++)
        {
            state = Mix.Into(state, iteration);

            // An epoch's time, cut short when the trial is told to leave.
            context.Leaving.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(2 + (state % 8)));
            var value = Value(config, iteration, state);
            ledger.Write("send", trial, attempt, iteration, value, state);
            var (at, saved) = (iteration, state);
            await context.ReportAsync(
                new { score = value }, Checkpoint.From(folder =>
                {
                    ledger.Write("save", trial, attempt, at, value, saved);
                    File.WriteAllText(Path.Combine(folder, "state.json"), $"{saved}");
                }));
            ledger.Write("ack", trial, attempt, iteration, value, state);
        }
    }

    // A curve that rises to the trial's own height, with noise that depends on the state and on nothing else.
    private static double Value(ChaosConfig config, int iteration, ulong state) =>
        (1 - Math.Abs(config.X - 0.3)) * (1 - Math.Exp(-iteration / (2 + (10 * config.Y))))
        + ((state >> 40) * 1e-10);
}
