using System.Globalization;
using Tune.Clustering.Children;
using Tune.Clustering.Logs;
using Tune.Testing.Trials;

namespace Tune.ChildProbe;

/// <summary>A node that is going to be killed: starts a trial with a descendant, prints the numbers of both, and
/// waits.</summary>
internal static class Parent
{
    /// <param name="kind">The training code: in a child process, except for a program that this process starts
    /// itself.</param>
    public static async Task<int> RunAsync(string kind)
    {
        // What stands still is to end with this process, and not before.
        await using var pool = new ChildPool(new ChildPoolOptions { SilenceMax = TimeSpan.FromMinutes(10) });
        using var folder = new TrialFolder();
        using var channel = new RecordingChannel();
        using var log = new AttemptLog(path: null);
        var order = new ChildOrder(
            kind, ProbeCode.Of(kind), folder.Assignment, new ChildLimits(), log, static _ => { });
        var run = kind switch
        {
            "own program" => StuckCode.Program.Create().RunAsync(folder.Assignment, channel, default),
            "own fled program" => StuckCode.FledProgram.Create().RunAsync(folder.Assignment, channel, default),
            _ => pool.RunAsync(0, order, channel, default),
        };
        await channel.Arrived(1);
        foreach (var metric in channel.Reports[0].Metrics)
        {
            Console.WriteLine(metric.Value.ToString("F0", CultureInfo.InvariantCulture));
        }

        await run;
        return 0;
    }
}
