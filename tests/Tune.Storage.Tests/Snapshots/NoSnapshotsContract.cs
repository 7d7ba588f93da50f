using Tune.Engine.Stores;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Snapshots;

/// <summary>The contract over a store that keeps no snapshots and says so.</summary>
[TestFixture]
internal sealed class NoSnapshotsContract : StoreContract
{
    /// <summary>Another store, or another claim, is for the tests of the contract itself.</summary>
    public ITuneStore Kept { get; init; } = new NoSnapshots();

    public bool Claims { get; init; }

    protected override bool KeepsSnapshots => Claims;

    protected override Task<ITuneStore> OpenAsync() => Task.FromResult(Kept);
}
