using System.Globalization;
using Tune.Engine.Experiments.Acts;
using Tune.HostProbe.Training;
using Tune.Hosting;
using Tune.Server;

namespace Tune.HostProbe;

/// <summary>Serves experiments that are paused, for others to act on over HTTP, until it is killed or whoever started
/// it is gone.</summary>
internal static class ServedActs
{
    public static async Task<int> RunAsync(string store, string token, int callers)
    {
        foreach (var name in Enumerable.Range(0, callers).SelectMany(at => (string[])[$"acts-{at}", $"bin-{at}"]))
        {
            if (!Directory.Exists(Path.Combine(store, "experiments", name)))
            {
                await (await TuneLoop.OpenAsync(Probe.Of(name, GoodCode.TrainAsync), store)).DisposeAsync();
            }
        }

        await using var host = await TuneHost.StartAsync(new TuneHostOptions { Store = store, Slots = 0 });
        for (var at = 0; at < callers; at++)
        {
            await host.ActAsync(
                string.Create(CultureInfo.InvariantCulture, $"acts-{at}"), new UserAct.Pause(),
                new ActedBy("probe", "test", "pause"));
        }

        await using var server = await TuneServer.StartAsync(
            host, new TuneServerOptions { Port = 0, Token = token });
        Console.Out.WriteLine($"listening {server.Address}");
        await Console.Out.FlushAsync();

        // Whoever started it holds the other end: if that is gone, so is this.
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
