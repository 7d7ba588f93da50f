using Tune.Engine.Stores;
using Tune.Testing.Stores;

namespace Tune.Walkthrough.Tests.AppendFiles;

/// <summary>The store that an author outside this tree writes, and that PackageTests compiles there.
/// </summary>
[TestFixture]
internal sealed class AppendFileStoreContract : StoreContract
{
    protected override bool KeepsSnapshots => false;

    protected override Task<ITuneStore> OpenAsync() =>
        Task.FromResult<ITuneStore>(new AppendFileStore(Folder["store"], Specs));
}
