using System.Globalization;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Hosting.Tests.BadInput;
using Tune.Schedulers;
using Tune.Storage;

namespace Tune.Hosting.Tests.Acts;

/// <summary>
/// A program that does things by hand is killed in the middle: what was answered is there, and nothing in half. The
/// number of kills is the parameter <c>kills</c> of the test run: with 22 there are a thousand calls.
/// </summary>
internal sealed class ActKillTests
{
    private const int CallsBetween = 45;

    [Test]
    public async Task Acts_KilledInTheMiddle_HoldWhereAnsweredAndNoneIsThereInHalf()
    {
        var kills = TestContext.Parameters.Get("kills", 2);
        var calls = Math.Max(kills * CallsBetween, 1) + 10;
        var folder = Directory.CreateTempSubdirectory("tune-test-").FullName;
        try
        {
            for (var kill = 1; kill <= kills; kill++)
            {
                var last = (kill * CallsBetween) + (kill % 5);
                using (var program = Start(folder, calls + CallsBetween))
                {
                    await program.LineAsync($"answered {last}.");
                    program.Signal("KILL");
                    await program.EndAsync();
                }

                await RequireAsync(folder, answered: last);
            }

            using var rest = Start(folder, calls);
            Assert.That((await rest.EndAsync()).Code, Is.Zero);
            Assert.That(await RequireAsync(folder, calls - 1), Is.EqualTo(calls));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static HostProcess Start(string folder, int calls) => HostProcess.Start(
        new Dictionary<string, string>(), isPrivileged: true, "acts", folder,
        calls.ToString(CultureInfo.InvariantCulture));

    private static async Task<int> RequireAsync(string folder, int answered)
    {
        await using var store = await FileStore.OpenAsync(
            folder, new FileStoreOptions(new SpecJson(SchedulerCatalog.All)));
        var history = await store.ReadJournalAsync("acts").ToListAsync();
        var keys = history.OfType<ExperimentEvent.Acted>().Select(acted => acted.By.Key).Skip(1).ToArray();
        Assert.That(keys, Has.Length.GreaterThan(answered), "what was answered is there");
        Assert.That(
            keys, Is.EqualTo(Enumerable.Range(0, keys.Length).Select(call => $"{call}")), "each once, in order");

        // What follows from an act is what a replay says follows from it.
        Assert.That(ReplayAudit.Run(history).Mismatches, Is.Empty);
        for (var i = 0; i < history.Count; i++)
        {
            if (history[i] is ExperimentEvent.Acted { Act: UserAct.Enqueue })
            {
                Assert.That(history[i + 1], Is.InstanceOf<ExperimentEvent.TrialProposed>(), "not in half");
            }
            else if (history[i] is ExperimentEvent.Acted { Act: UserAct.Delete })
            {
                Assert.That(history[i + 1], Is.InstanceOf<ExperimentEvent.TrialEnded>(), "not in half");
            }
        }

        await store.Tracking.CatchUpAsync("acts");
        var summary = (await store.Tracking.FindAsync("acts"))!;
        Assert.That(summary.Enqueued, Is.EqualTo((keys.Length + 2) / 5));
        Assert.That(summary.Tags["call"], Is.EqualTo($"{(keys.Length - 1) / 5 * 5}"));
        Assert.That(summary.Title, Is.EqualTo($"title {((keys.Length - 2) / 5 * 5) + 1}"));
        var deleted = (await store.Tracking.TrialsAsync("acts", 0, 1000)).Count(trial => trial.Deleted is not null);
        Assert.That(deleted, Is.EqualTo(keys.Length % 5 == 4 ? 1 : 0));
        return keys.Length;
    }
}
