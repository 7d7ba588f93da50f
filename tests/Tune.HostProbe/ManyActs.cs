using System.Globalization;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.HostProbe.Training;
using Tune.Hosting;

namespace Tune.HostProbe;

/// <summary>Tags, renames, enqueues, deletes and restores again and again, each under its own key, and says which call
/// was answered. Begins with the one that may not have been answered the last time.</summary>
internal static class ManyActs
{
    public const string Experiment = "acts";

    public static async Task<int> RunAsync(string store, int calls)
    {
        if (!Directory.Exists(Path.Combine(store, "experiments", Experiment)))
        {
            await (await TuneLoop.OpenAsync(Probe.Of(Experiment, GoodCode.TrainAsync), store)).DisposeAsync();
        }

        var by = new ActedBy("probe", "test");
        await using var host = await TuneHost.StartAsync(new TuneHostOptions { Store = store, Slots = 0 });
        await host.ActAsync(Experiment, new UserAct.Pause(), by with { Key = "pause" });
        var done = (await host.AuditAsync(Experiment, take: 1)).Total - 1;
        for (var call = Math.Max(0, done - 1); call < calls; call++)
        {
            await host.ActAsync(
                Experiment, Of(call), by with { Key = call.ToString(CultureInfo.InvariantCulture) });
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"answered {call}."));
            await Console.Out.FlushAsync();
        }

        return 0;
    }

    private static UserAct Of(int call) => (call % 5) switch
    {
        0 => new UserAct.Annotate { Set = TagSet.Empty.Add("call", $"{call}"), Note = new string('n', 2_000) },
        1 => new UserAct.Annotate { Title = $"title {call}" },
        2 => new UserAct.Enqueue(Configuration.Of(("kind", "a"))),
        3 => new UserAct.Delete(new TrialId(call / 5)),
        _ => new UserAct.Restore(new TrialId(call / 5)),
    };
}
