using System.Diagnostics;
using Tune.Clustering;
using Tune.Clustering.Protocol;
using Tune.Engine.Ports;
using Tune.Schedulers;
using Tune.Storage.InMemory;

namespace Tune.ChildProbe;

/// <summary>A node as a program embeds it, for a look at it from outside: says when it is ready, and ends with its
/// input.</summary>
internal static class EmbeddedNode
{
    public static async Task<int> RunAsync(string folder)
    {
        var started = Stopwatch.GetTimestamp();
        await using var store = new MemoryStore();
        await using var node = await TuneCluster.StartAsync(new TuneClusterOptions
        {
            Store = store,
            Trainables = new Dictionary<string, TrainableDefinition>(),
            Catalog = SchedulerCatalog.All,
            Capacity = new NodeCapacity(1, 1, 0, 1 << 30),
            WorkFolder = Path.Combine(folder, "work"),
        });
        Console.WriteLine("ready");
        await Console.Error.WriteLineAsync($"started in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms");
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
