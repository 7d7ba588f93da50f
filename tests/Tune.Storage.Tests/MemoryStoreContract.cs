using Tune.Engine.Stores;
using Tune.Storage.InMemory;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests;

[TestFixture]
internal sealed class MemoryStoreContract : StoreContract
{
    private readonly MemoryStore _kept = new();

    protected override bool KeepsRuns => true;

    protected override bool Purges => true;

    protected override bool KeepsArtifacts => true;

    protected override bool ArtifactsOutliveIt => false;

    protected override Task<ITuneStore> OpenAsync() => Task.FromResult<ITuneStore>(_kept);
}
