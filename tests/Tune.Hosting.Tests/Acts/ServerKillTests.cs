using System.Globalization;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Stores;
using Tune.Hosting.Tests.BadInput;
using Tune.Schedulers;
using Tune.Storage;

namespace Tune.Hosting.Tests.Acts;

/// <summary>
/// The server is killed while several programs act over HTTP: what was answered is there, nothing is in half, and what
/// is asked for again under its key is done once. How often it is killed, the variable TUNE_KILLS says: with 20 there
/// are more than a thousand calls.
/// </summary>
internal sealed class ServerKillTests
{
    private const int Callers = 4;
    private const string Token = "a token of many letters";
    private string _folder = null!;

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("tune-test-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Server_KilledInTheMiddleOfCalls_HoldsWhatItAnsweredAndNothingInHalf()
    {
        var kills = int.TryParse(
            Environment.GetEnvironmentVariable("TUNE_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture,
            out var asked) ? asked : 2;
        var chance = new Random(7);
        var callers = Enumerable.Range(0, Callers).Select(at => new Caller(at, Token)).ToArray();
        try
        {
            for (var kill = 0; kill < kills; kill++)
            {
                await CallUntilKilledAsync(callers, chance.Next(40, 65), isFirst: kill == 0, chance);
            }

            using var last = await StartAsync(callers);
            await RequireAsync(callers, chance);
        }
        finally
        {
            Array.ForEach(callers, caller => caller.Dispose());
        }

        var calls = callers.Sum(caller => caller.Answered);
        await TestContext.Out.WriteLineAsync($"{calls} calls, {kills} kills");
        Assert.That(calls, Is.GreaterThanOrEqualTo(kills * 40));
        await RequireJournalsAsync();
    }

    private async Task CallUntilKilledAsync(Caller[] callers, int answers, bool isFirst, Random chance)
    {
        using var server = await StartAsync(callers);
        if (!isFirst)
        {
            await RequireAsync(callers, chance);
        }

        var left = answers;
        await Task.WhenAll(callers.Select(caller => caller.CallAsync(() =>
        {
            // The other callers are waiting for their answers.
            if (Interlocked.Decrement(ref left) == 0)
            {
                server.Kill();
            }
        })));
        await server.EndAsync();
    }

    private async Task<HostProcess> StartAsync(Caller[] callers)
    {
        var server = HostProcess.Start(
            new Dictionary<string, string>(), isPrivileged: true, "served-acts", _folder, Token,
            Callers.ToString(CultureInfo.InvariantCulture));
        var address = new Uri((await server.LineAsync("listening")).Split(' ')[1]);
        foreach (var caller in callers)
        {
            await caller.TurnToAsync(address);
        }

        return server;
    }

    private static async Task RequireAsync(Caller[] callers, Random chance)
    {
        foreach (var caller in callers)
        {
            await caller.RequireAsync(chance);
        }
    }

    private async Task RequireJournalsAsync()
    {
        await using var store = await FileStore.OpenAsync(
            _folder, new FileStoreOptions(new SpecJson(SchedulerCatalog.All)));
        for (var at = 0; at < Callers; at++)
        {
            var history = await store.ReadJournalAsync($"acts-{at}").ToListAsync();
            var keys = history.OfType<ExperimentEvent.Acted>().Select(acted => acted.By.Key).ToArray();
            Assert.That(keys, Is.Unique.And.Length.GreaterThan(1));
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
        }
    }
}
