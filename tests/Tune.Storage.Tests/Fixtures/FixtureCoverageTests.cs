using System.IO.Compression;
using System.Text.Json;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;
using Tune.Schedulers;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Fixtures;

/// <summary>The recorded stores hold what they are there for.</summary>
internal sealed class FixtureCoverageTests
{
    // What the first form could say; a later form has its own list and its own folder.
    private static readonly string[] s_first =
    [
        "AttemptEnded", "AttemptStarted", "CheckpointDropped", "CheckpointLost", "CheckpointSaved", "Created",
        "Decided", "DrainStarted", "Ended", "Extended", "Held", "MessageRefused", "Released", "Reported",
        "SessionClosed", "SessionOpened", "SlotsHeld", "TrialEnded", "TrialProposed",
        "clone", "continue", "pause", "stop", "wide",
        "Completed", "Failed", "Interrupted", "Lost", "Obeyed",
        "Errored", "Stopped",
    ];

    // What came with the second.
    private static readonly string[] s_second =
    [
        .. s_first, "Beat", "ProgramSeen", "TrialReopened", "parked", "rules 4", "partial", "refines", "null", "share",
    ];

    [TestCase("v1/", 1)]
    [TestCase("v2/", 2)]
    public async Task Recorded_StoresOfAForm_HoldEveryKindOfEvent(string folder, int form)
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        var archives = FixtureTests.Archives().Where(path => path.StartsWith(folder, StringComparison.Ordinal));
        foreach (var archive in archives)
        {
            using var place = new TempFolder();
            ZipFile.ExtractToDirectory(Path.Combine(FixtureTests.FixtureFolder, archive), place.Root);
            using var store = ReadOnlyStore.Open(place[FixtureRecorder.Store], FixtureRecorder.Options);
            Assert.That(
                await File.ReadAllTextAsync(Path.Combine(place[FixtureRecorder.Store], "store.json")),
                Does.Match($"\"Format\": *{form}"));
            foreach (var name in await store.ExperimentsAsync())
            {
                seen.UnionWith((await store.ReadJournalAsync(name).ToListAsync()).SelectMany(Words));
            }
        }

        Assert.That(seen, Is.SupersetOf(form == 1 ? s_first : s_second));
    }

    [Test]
    public void Recorded_Stores_AreSmall() => Assert.That(
        FixtureTests.Archives().Sum(path => new FileInfo(Path.Combine(FixtureTests.FixtureFolder, path)).Length),
        Is.LessThan(1 << 20));

    private static IEnumerable<string> Words(ExperimentEvent fact) =>
    [
        FixtureText.NameOf(fact),
        fact is ExperimentEvent.AttemptEnded { Outcome: var outcome } ? outcome.GetType().Name : "",
        fact is ExperimentEvent.Created { Spec: var spec } ? RulesOf(spec) : "",
        fact is ExperimentEvent.Created { Spec.Objective.Refines: true } ? "refines" : "",
        fact switch
        {
            ExperimentEvent.Decided { Decision: Decision.CloneFrom } => "clone",
            ExperimentEvent.Decided { Decision: Decision.Pause } => "pause",
            ExperimentEvent.Decided { Decision: Decision.Stop } => "stop",
            ExperimentEvent.Decided => "continue",
            ExperimentEvent.AttemptStarted { Where.Width: > 1 } => "wide",
            ExperimentEvent.AttemptEnded { Parked: true } => "parked",
            ExperimentEvent.Created created when created.Spec.Resources.Gpu is > 0 and < 1 => "share",
            ExperimentEvent.TrialProposed proposed when proposed.Config.Any(each => each.Value.IsNull) => "null",
            ExperimentEvent.Reported reported when !reported.Metrics.TryGet("acc", out _) => "partial",
            ExperimentEvent.TrialEnded ended => ended.Status.ToString(),
            _ => "",
        },
    ];

    private static string RulesOf(ExperimentSpec spec)
    {
        var json = JsonDocument.Parse(new SpecJson(SchedulerCatalog.All).Write(spec)).RootElement;
        return json.TryGetProperty("rules", out var rules) ? $"rules {rules}" : "";
    }
}
