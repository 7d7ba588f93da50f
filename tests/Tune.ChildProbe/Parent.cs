using System.Globalization;
using Tune.Clustering.Children;
using Tune.Testing.Trials;

namespace Tune.ChildProbe;

/// <summary>A node that is going to be killed: starts a trial with a descendant, prints the numbers of both, and
/// waits.</summary>
internal static class Parent
{
    public static async Task<int> RunAsync()
    {
        await using var pool = new ChildPool();
        using var folder = new TrialFolder();
        using var channel = new RecordingChannel();
        var run = pool.Trainable(0, "family", new ChildLimits()).RunAsync(folder.Assignment, channel, default);
        await channel.Arrived(1);
        foreach (var metric in channel.Reports[0].Metrics)
        {
            Console.WriteLine(metric.Value.ToString("F0", CultureInfo.InvariantCulture));
        }

        await run;
        return 0;
    }
}
