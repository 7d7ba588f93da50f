using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Storage.InMemory;
using Tune.Storage.Opening;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Opening;

internal sealed class StoreKindsTests
{
    private static readonly StoreSetup s_setup = new(Some.Specs);
    private TempFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new TempFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [TestCase("")]
    [TestCase("file:")]
    [TestCase("file://")]
    public async Task Open_AFolder_MakesItAndIsFoundAgain(string scheme)
    {
        var address = StoreAddress.Parse(scheme + _folder["store"]);
        var kind = StoreKinds.Of(address);
        Assert.That(kind.FolderOf(address), Is.EqualTo(_folder["store"]));
        Assert.That(await kind.FindAsync(address, s_setup), Is.Null);
        Assert.That(Directory.Exists(_folder["store"]), Is.False, "looking makes nothing");

        await using (var store = await kind.OpenAsync(address, s_setup))
        {
            await using var journal = await store.OpenJournalAsync("some");
            await journal.AppendAsync(0, Some.Beginning());
            Assert.That(store, Is.TypeOf<FileStore>());
        }

        await using var found = await kind.FindAsync(address, s_setup);
        Assert.That(await found!.ExperimentsAsync(), Is.EqualTo((string[])["some"]));
    }

    [Test]
    public async Task Open_InMemory_IsANewStoreEachTimeAndNoFolder()
    {
        var address = StoreAddress.Parse("memory:");
        var kind = StoreKinds.Of(address);
        await using var first = await kind.OpenAsync(address, s_setup);
        await using var journal = await first.OpenJournalAsync("some");
        await journal.AppendAsync(0, Some.Beginning());
        await using var second = await kind.OpenAsync(address, s_setup);

        Assert.That(first, Is.TypeOf<MemoryStore>());
        Assert.That(await second.ExperimentsAsync(), Is.Empty);
        Assert.That(kind.FolderOf(address), Is.Null);
        Assert.That(await kind.FindAsync(address, s_setup), Is.Null);
    }

    [TestCase("file:", "names no folder")]
    [TestCase("file://host/dir", "names another machine")]
    [TestCase("memory:here", "says more than")]
    public void Open_AnAddressThatMakesNoSense_SaysWhatDoes(string text, string said)
    {
        var address = StoreAddress.Parse(text);

        Assert.That(
            async () => await StoreKinds.Of(address).OpenAsync(address, s_setup),
            Throws.TypeOf<StorageException>().With.Message.Contains(text).And.Message.Contains(said)
                .And.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.Refused));
    }

    [Test]
    public void Of_ASchemeThatNobodyKnows_ListsThoseThatAreKnown() => Assert.That(
        () => StoreKinds.Of(StoreAddress.Parse("etcd://host/x")),
        Throws.TypeOf<StorageException>().With.Message.Contains("'etcd:'").And.Message.Contains("file:DIR")
            .And.Message.Contains("memory:").And.Message.Contains("'./etcd://host/x'"));

    [Test]
    public async Task Add_AKindOfOnesOwn_IsFoundByItsSchemeAndOnlyOnce()
    {
        StoreKinds.Add(new ShelfKind());
        var address = StoreAddress.Parse("shelf:3");

        await using var store = await StoreKinds.Of(address).OpenAsync(address, s_setup);

        Assert.That(store.Location, Is.EqualTo("memory"));
        Assert.That(StoreKinds.Forms, Does.Contain("shelf:NUMBER"));
        Assert.That(
            () => StoreKinds.Add(new ShelfKind()), Throws.ArgumentException.With.Message.Contains("'shelf:'"));
    }

    private sealed class ShelfKind : IStoreKind
    {
        public string Scheme => "shelf";

        public string Form => "shelf:NUMBER";

        public string? FolderOf(StoreAddress address) => null;

        public ValueTask<ITuneStore> OpenAsync(
            StoreAddress address, StoreSetup setup, CancellationToken cancellation = default) => new(new MemoryStore());

        public ValueTask<ITuneReader?> FindAsync(
            StoreAddress address, StoreSetup setup, CancellationToken cancellation = default) =>
            new((ITuneReader?)null);
    }
}
