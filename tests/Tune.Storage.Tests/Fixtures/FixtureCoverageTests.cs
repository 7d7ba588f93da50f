using System.IO.Compression;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

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

    [Test]
    public async Task Recorded_StoresOfTheFirstForm_HoldEveryKindOfEvent()
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var archive in FixtureTests.Archives().Where(path => path.StartsWith("v1/", StringComparison.Ordinal)))
        {
            using var place = new TempFolder();
            ZipFile.ExtractToDirectory(Path.Combine(FixtureTests.FixtureFolder, archive), place.Root);
            using var store = ReadOnlyStore.Open(place[FixtureRecorder.Store], FixtureRecorder.Options);
            foreach (var name in await store.ExperimentsAsync())
            {
                seen.UnionWith((await store.ReadJournalAsync(name).ToListAsync()).SelectMany(Words));
            }
        }

        Assert.That(seen, Is.SupersetOf(s_first));
    }

    [Test]
    public void Recorded_Stores_AreSmall() => Assert.That(
        FixtureTests.Archives().Sum(path => new FileInfo(Path.Combine(FixtureTests.FixtureFolder, path)).Length),
        Is.LessThan(1 << 20));

    private static IEnumerable<string> Words(ExperimentEvent fact) =>
    [
        FixtureText.NameOf(fact),
        fact switch
        {
            ExperimentEvent.Decided { Decision: Decision.CloneFrom } => "clone",
            ExperimentEvent.Decided { Decision: Decision.Pause } => "pause",
            ExperimentEvent.Decided { Decision: Decision.Stop } => "stop",
            ExperimentEvent.Decided => "continue",
            ExperimentEvent.AttemptStarted { Where.Width: > 1 } => "wide",
            ExperimentEvent.AttemptEnded ended => ended.Outcome.GetType().Name,
            ExperimentEvent.TrialEnded ended => ended.Status.ToString(),
            _ => "",
        },
    ];
}
