using System.Globalization;
using Tune.Clustering.Children;
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
        await using var pool = new ChildPool();
        using var folder = new TrialFolder();
        using var channel = new RecordingChannel();
        var training = kind == "own program"
            ? StuckCode.Program.Create()
            : pool.Trainable(0, kind, new ChildLimits());
        var run = training.RunAsync(folder.Assignment, channel, default);
        await channel.Arrived(1);
        foreach (var metric in channel.Reports[0].Metrics)
        {
            Console.WriteLine(metric.Value.ToString("F0", CultureInfo.InvariantCulture));
        }

        await run;
        return 0;
    }
}
