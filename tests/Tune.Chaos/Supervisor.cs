using System.Text.Json;
using Tune.Chaos.Checking;
using Tune.Chaos.Sweep;
using Tune.Engine.Ports;

namespace Tune.Chaos;

/// <summary>Starts the sweep, kills its whole process tree at random moments, lets it run to its end, and
/// checks.</summary>
internal static class Supervisor
{
    public static async Task<int> RunAsync(ChaosOptions options)
    {
        var total = new Verdict();
        Isolation[] kinds = options.Isolation switch
        {
            "thread" => [Isolation.Thread],
            "process" => [Isolation.Process],
            _ => [Isolation.Thread, Isolation.Process],
        };
        for (var i = 0; i < kinds.Length; i++)
        {
            // Four sweeps for "both", two for one kind: every kill asked for falls on one of them.
            total = total.Plus(await CheckAsync(
                options, kinds[i], Share(options.Kills, 2 * i, 2 * kinds.Length),
                Share(options.Kills, (2 * i) + 1, 2 * kinds.Length)));
        }

        Console.WriteLine(JsonSerializer.Serialize(total.ToFigures(options.Seed)));
        return total.IsClean ? 0 : 1;
    }

    private static int Share(int kills, int part, int parts) => (kills / parts) + (part < kills % parts ? 1 : 0);

    private static async Task<Verdict> CheckAsync(
        ChaosOptions options, Isolation kind, int killsOrdered, int killsParallel)
    {
        var folder = Directory.CreateTempSubdirectory("tune-chaos-").FullName;
        try
        {
            var name = SweepProgram.NameOf(kind);

            // One slot: the order of arrival is then the order of the trials, with and without kills.
            var calm = new Victim(options, name, Path.Combine(folder, "calm"), slots: 1);
            await calm.FinishAsync();
            var ordered = new Victim(options, name, Path.Combine(folder, "ordered"), slots: 1);
            var parallel = new Victim(options, name, Path.Combine(folder, "parallel"), slots: 3);
            var random = new Random(options.Seed + (int)kind);
            var kills = await ordered.KillAsync(random, killsOrdered);
            await ordered.FinishAsync();
            kills += await parallel.KillAsync(random, killsParallel);
            await parallel.FinishAsync();

            var verdict = Checker.Check(await ordered.EvidenceAsync())
                .Plus(Checker.Check(await parallel.EvidenceAsync()))
                .Plus(Checker.Compare(await calm.EvidenceAsync(), await ordered.EvidenceAsync()))
                with { Kills = kills };
            Console.Error.WriteLine($"{name}: {verdict}");
            return verdict;
        }
        finally
        {
            if (options.Keep)
            {
                Console.Error.WriteLine($"kept {folder}");
            }
            else
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
