using Tune.Trainables;

namespace Tune.HostProbe.Training;

/// <summary>Training code that prints half a gigabyte between two reports.</summary>
internal static class LoudCode
{
    private const int Megabytes = 512;

    public static async Task PrintAsync(TrialContext context, ProbeConfig config)
    {
        using var ledger = new Ledger(context);
        await ledger.ReportAsync(config.X);
        Console.WriteLine("the first printed line");
        var lines = string.Concat(Enumerable.Repeat(new string('x', 1023) + "\n", 1024));
        for (var i = 0; i < Megabytes; i++)
        {
            Console.Out.Write(lines);
        }

        Console.WriteLine("the last printed line");
        await ledger.ReportAsync(config.X);
        while (!Ledger.MayFinish)
        {
            context.Leaving.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(10));
        }

        await ledger.ReportAsync(config.X);
    }
}
