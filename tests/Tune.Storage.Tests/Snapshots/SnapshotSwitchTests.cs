using NUnit.Framework.Internal;
using Tune.Storage.InMemory;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Snapshots;

/// <summary>A fixture whose store does otherwise than it says is told by which switch to say so.</summary>
internal sealed class SnapshotSwitchTests
{
    private static IEnumerable<Func<StoreContract, Task>> Cases =>
    [
        fixture => fixture.Keep_DoesAsTheFixtureSays(),
        fixture => fixture.Keep_ThenAskedFor_GivesWhatWasKeptAlsoAfterMoreEvents(),
        fixture => fixture.Keep_AtTheEndOfAnyAppend_ReadsOnFromThere(),
        fixture => fixture.Keep_Again_TakesThePlaceOfTheOneBefore(),
        fixture => fixture.Keep_OfAnOwnerWhoHasASuccessor_KeepsNothing(),
        fixture => fixture.Keep_OfEventsThatTheJournalDoesNotHave_IsRefused(1),
    ];

    [TestCaseSource(nameof(Cases))]
    public Task Contract_OfAStoreWithoutSnapshotsThatDoesNotSaySo_NamesTheSwitch(Func<StoreContract, Task> run) =>
        RequireSwitch(new NoSnapshotsContract { Claims = true }, run);

    [Test]
    public Task Contract_OfAStoreWithSnapshotsThatDeniesThem_NamesTheSwitch() =>
        RequireSwitch(new NoSnapshotsContract { Kept = new MemoryStore() }, Cases.First());

    private static async Task RequireSwitch(NoSnapshotsContract fixture, Func<StoreContract, Task> run)
    {
        await using (fixture)
        {
            await fixture.Open();
            using (new TestExecutionContext.IsolatedContext())
            {
                Assert.That(
                    async () => await run(fixture),
                    Throws.TypeOf<AssertionException>().With.Message.Contains("bool KeepsSnapshots => false;"));
            }
        }
    }
}
