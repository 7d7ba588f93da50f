using Tune.Engine.Stores;
using Tune.Storage.InMemory;

namespace Tune.Storage.Tests;

[TestFixture]
internal sealed class MemoryStoreContract : StoreContract
{
    private readonly MemoryStore _kept = new();

    protected override Task<ITuneStore> OpenAsync() => Task.FromResult<ITuneStore>(_kept);
}
