using System.Text.Json;
using System.Text.RegularExpressions;
using Tune.Cli.Shell;
using Tune.Engine.Experiments;
using Tune.Server;
using Tune.Server.Acting;
using Tune.Storage.InMemory;

namespace Tune.Hosting.Tests.Owning;

/// <summary>What show, best and list are told by the program that has the store open is what its files have.</summary>
[Platform(Exclude = "Win")]
internal sealed class OwnerReaderTests
{
    private static readonly string[] s_commands =
    [
        "list", "list|--json", "list|--deleted", "list|--deleted|--json", "list|--where|best > 1.5|--json",
        "list|--where|name LIKE 'f%'", "list|--where|tags.team = 'none'", "list|--where|best >",
        "list|--order|trials|--descending", "list|--order|created|--json", "list|--order|size",
        "show|many", "show|many|--json", "show|many|--all", "show|many|--configs", "show|many|--configs|--json",
        "show|many|--trial|1", "show|many|--trial|3|--json", "show|many|--trial|450", "show|many|--trial|451",
        "show|many|--where|metrics.size > 30 AND params.x < 0.2", "show|many|--where|tags.none IS NULL|--json",
        "show|many|--order|best|--descending", "show|many|--order|params.x|--descending|--json",
        "show|many|--where|best >", "show|two", "show|two|--json", "show|fresh", "show|fresh|--json",
        "show|binned", "show|binned|--json", "show|ended", "show|ended|--json", "show|nothing", "show|../many",
        "best|many", "best|many|--json", "best|many|--scope|Last", "best|many|--scope|LastAverage|--json",
        "best|many|--scope|Longest", "best|many|--configs", "best|many|--configs|--json", "best|two",
        "best|two|--json", "best|fresh", "best|fresh|--json", "best|fresh|--configs", "best|binned", "best|nothing",
    ];

    // The one line that depends on whether somebody has the store open.
    private static readonly Regex s_idle = new("(?m)^nobody runs it now; go on with: .*\n");

    private readonly Dictionary<string, (CommandEnd Told, CommandEnd Read)> _ends = [];

    [OneTimeSetUp]
    public async Task RunWithAnOwnerAndWithout()
    {
        using var place = new LookedAt();
        var told = new Dictionary<string, CommandEnd>();
        await using (var store = await place.OpenAsync())
        {
            await LookedAt.FillAsync(store);
            await using var owner = await StoreSocket.ServeAsync(
                new Served(store, Acts: null) { Name = store.Location }, place.Store, CancellationToken.None);
            foreach (var command in s_commands)
            {
                told[command] = await place.RunAsync(command);
            }
        }

        foreach (var command in s_commands)
        {
            _ends[command] = (told[command], await place.RunAsync(command));
        }
    }

    [TestCaseSource(nameof(s_commands))]
    public void Command_WithAnOwner_SaysWhatItSaysWithoutOne(string command)
    {
        var (told, read) = _ends[command];

        Assert.That(told.Error, Is.EqualTo(read.Error));
        Assert.That(told.Out, Is.EqualTo(s_idle.Replace(read.Out, "")));
        Assert.That(told.Code, Is.EqualTo(read.Code));
    }

    // Or they could be equal by saying nothing.
    [TestCase("list", ExitCode.Done, "stage=one two, team=a, b")]
    [TestCase("list|--where|tags.team = 'none'", ExitCode.Done, "None of the 4 experiments")]
    [TestCase("list|--order|size", ExitCode.Usage, "--order is 'size'; it may be name, created,")]
    [TestCase("show|many", ExitCode.Done, "The best 20 of 451 trials")]
    [TestCase("show|many|--trial|450", ExitCode.Done, "error    Crash: it's <gone>")]
    [TestCase("show|binned", ExitCode.Done, "DELETED (UTC)")]
    [TestCase("best|fresh", ExitCode.Failed, "No trial of 'fresh' has a finite 'acc'")]
    [TestCase("best|nothing", ExitCode.Failed, "There is no experiment 'nothing' in ")]
    public void Command_WithAnOwner_SaysWhatItIsFor(string command, int code, string words)
    {
        var told = _ends[command].Told;

        Assert.That(told.Code, Is.EqualTo(code));
        Assert.That(told.Out + told.Error, Does.Contain(words));
    }

    [TestCase("list")]
    [TestCase("show|some")]
    [TestCase("show|some|--where|best > 0.1")]
    [TestCase("best|some")]
    [TestCase("best|some|--scope|LastAverage")]
    public async Task Command_WhereOnlyTheOwnerHasTheExperiment_AsksIt(string command)
    {
        using var place = new LookedAt();
        Directory.CreateDirectory(place.Store);
        await using var store = new MemoryStore();
        await using var journal = await store.OpenJournalAsync("some");
        await journal.AppendAsync(
            0, [.. SomeEvents.Opened, .. SomeEvents.Started(0), SomeEvents.Reported(0, 1, 0.25)]);
        await using var owner = await StoreSocket.ServeAsync(
            new Served(store, Acts: null), place.Store, CancellationToken.None);

        var end = await place.RunAsync(command);

        Assert.That((end.Code, end.Error), Is.EqualTo((ExitCode.Done, "")));
        Assert.That(end.Out, Does.Contain("0.25"));
    }

    [Test]
    public async Task List_OfMoreExperimentsThanAnyPageHas_ListsEachOnceInOrder()
    {
        using var place = new LookedAt();
        Directory.CreateDirectory(place.Store);
        await using var store = new MemoryStore();
        string[] names = [.. Enumerable.Range(0, 1_001).Select(number => $"e{number:0000}")];
        foreach (var name in names)
        {
            await using var journal = await store.OpenJournalAsync(name);
            await journal.AppendAsync(
                0, [new ExperimentEvent.Created(SomeEvents.At(), SomeEvents.Spec with { Name = name })]);
        }

        await using var owner = await StoreSocket.ServeAsync(
            new Served(store, Acts: null), place.Store, CancellationToken.None);

        var end = await place.RunAsync("list|--json|--order|name");

        Assert.That(
            end.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line)
                .RootElement.GetProperty("experiment").GetString()),
            Is.EqualTo(names));
    }
}
