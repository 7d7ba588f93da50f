using System.Globalization;
using Tune.Trainables;

namespace Tune.HostProbe.Training;

/// <summary>Training code as it should be.</summary>
internal static class GoodCode
{
    private const int FatBytes = 1 << 20;

    public static Task TrainAsync(TrialContext context, ProbeConfig config) => LoopAsync(
        context, config, iteration => iteration <= 3, iteration => State(iteration));

    public static Task FatAsync(TrialContext context, ProbeConfig config) => LoopAsync(
        context, config, iteration => iteration <= 4, _ => Checkpoint.FromBytes("weights.bin", new byte[FatBytes]));

    public static Task HoardAsync(TrialContext context, ProbeConfig config) => LoopAsync(
        context, config, iteration => iteration <= 9, _ => Checkpoint.FromBytes("weights.bin", new byte[1024]));

    public static Task EndlessAsync(TrialContext context, ProbeConfig config) => LoopAsync(
        context, config, iteration => iteration <= 3 || !Ledger.MayFinish, iteration => State(iteration));

    public static Task BareAsync(TrialContext context, ProbeConfig config) => LoopAsync(
        context, config, iteration => iteration <= 3 || !Ledger.MayFinish, _ => null);

    private static async Task LoopAsync(
        TrialContext context, ProbeConfig config, Func<int, bool> goesOn, Func<int, Checkpoint?> save)
    {
        using var ledger = new Ledger(context);
        if (context.Restored is { } restored)
        {
            ledger.Write("restore", restored.Iteration);
            Require(restored);
        }

        for (var iteration = context.Iteration + 1; goesOn(iteration); iteration++)
        {
            // An iteration's work, cut short when the trial is told to leave.
            context.Leaving.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(2));
            await ledger.ReportAsync(config.X * (1 - Math.Exp(-iteration)), save(iteration));
        }
    }

    private static Checkpoint State(int iteration) =>
        Checkpoint.FromText("state.txt", iteration.ToString(CultureInfo.InvariantCulture));

    private static void Require(RestoredCheckpoint restored)
    {
        var path = Path.Combine(restored.Folder, "state.txt");
        if (File.Exists(path)
            && File.ReadAllText(path) != restored.Iteration.ToString(CultureInfo.InvariantCulture))
        {
            throw new InvalidOperationException($"The checkpoint is not that of iteration {restored.Iteration}.");
        }
    }
}
