using Tune.Engine.Stores;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests;

/// <summary>The contract over files, once with files so small that every few appends open a new one.</summary>
[TestFixture(64L << 20, false)]
[TestFixture(2048, false)]
[TestFixture(64L << 20, true)]
internal sealed class FileStoreContract(long segmentBytes, bool inMemory) : StoreContract
{
    protected override bool KeepsRuns => true;

    protected override bool Purges => true;

    protected override bool KeepsArtifacts => true;

    protected override async Task<ITuneStore> OpenAsync() => await FileStore.OpenAsync(
        Folder["store"], SomeFiles.Options with { SegmentBytes = segmentBytes, TrackInMemory = inMemory });
}
