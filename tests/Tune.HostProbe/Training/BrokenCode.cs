using Tune.Trainables;

namespace Tune.HostProbe.Training;

/// <summary>Training code that breaks a promise each.</summary>
internal static class BrokenCode
{
    public static Task ThrowAsync(TrialContext context, ProbeConfig config)
    {
        using var ledger = new Ledger(context);
        throw new InvalidOperationException($"the data for kind {config.Kind} are missing");
    }

    public static async Task LeaveAsync(TrialContext context, ProbeConfig config)
    {
        using (var ledger = new Ledger(context))
        {
            await ledger.ReportAsync(config.X, null);
        }

        Environment.Exit(0);
    }

    public static async Task ThrowLateAsync(TrialContext context, ProbeConfig config)
    {
        using var ledger = new Ledger(context);
        await ledger.ReportAsync(config.X);
        context.Log("one more line before the end");
        throw new InvalidOperationException("the second iteration is too much");
    }

    public static async Task MendableAsync(TrialContext context, ProbeConfig config)
    {
        using var ledger = new Ledger(context);
        while (context.Iteration < 4)
        {
            // Every retry goes on from here and fails again.
            if (context.Iteration == 2 && !Ledger.MayFinish)
            {
                throw new InvalidOperationException("the disk with the data is not mounted");
            }

            await ledger.ReportAsync(config.X, Checkpoint.FromText("at", $"{context.Iteration + 1}"));
        }
    }

    public static Task ReturnAsync(TrialContext context, ProbeConfig config) => Task.CompletedTask;

    public static async Task OtherMetricAsync(TrialContext context, ProbeConfig config)
    {
        for (var i = 0; i < 2; i++)
        {
            await context.ReportAsync(new { loss = 1 - config.X });
        }
    }

    public static async Task NanAsync(TrialContext context, ProbeConfig config)
    {
        using var ledger = new Ledger(context);
        for (var i = 0; i < 2; i++)
        {
            await ledger.ReportAsync(double.NaN);
        }
    }

    public static async Task SomeNanAsync(TrialContext context, ProbeConfig config)
    {
        using var ledger = new Ledger(context);
        for (var i = 0; i < 4; i++)
        {
            await ledger.ReportAsync(i % 2 == 0 ? double.NaN : config.X);
        }
    }

    public static async Task StubbornAsync(TrialContext context, ProbeConfig config)
    {
        using var ledger = new Ledger(context);
        await ledger.ReportAsync(config.X);
        using var never = new ManualResetEventSlim();
        while (!Ledger.MayFinish)
        {
            never.Wait(TimeSpan.FromMilliseconds(10));
        }
    }

    public static async Task NoCheckpointAsync(TrialContext context, ProbeConfig config)
    {
        using var ledger = new Ledger(context);
        while (context.Iteration < 4)
        {
            await ledger.ReportAsync(config.X);
        }
    }
}
