using Tune.Engine.Ports;
using Tune.Engine.Runs;
using Tune.Storage.Tests.Disks;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Runs;

/// <summary>What becomes of the files of runs when they are lost, replaced, or the disk does not take them.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RunLogTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Store => _folder["store"];

    private string[] Files => [.. Directory.GetFiles(Path.Combine(Store, "runs"), "*.seg").Order()];

    private string Mark => Path.Combine(Store, "runs", "known.json");

    public void Dispose() => _folder.Dispose();

    [TestCase(0)]
    [TestCase(1)]
    public async Task Open_WithoutOneOfItsFiles_IsRefusedAndChangesNothing(int which)
    {
        await FillAsync(60, segmentBytes: 1024);
        Assert.That(Files, Has.Length.EqualTo(3));
        File.Delete(Mark);
        var missing = Files[which];
        File.Move(missing, _folder["aside"]);
        var before = Files.Select(File.ReadAllBytes).ToArray();

        await RefusedAsync("missing");
        Assert.That(Files.Select(File.ReadAllBytes), Is.EqualTo(before));
        File.Move(_folder["aside"], missing);
        Assert.That(await StepsAsync(), Is.EqualTo(60));
    }

    [Test]
    public async Task Change_WhenTheFileIsGone_FailsUntilItIsBack()
    {
        await using var store = await FileStore.OpenAsync(Store, SomeFiles.Options);
        await SomeRuns.StartAsync(store);
        File.Move(Files[0], _folder["aside"]);

        Assert.That(
            async () => await SomeRuns.LogAsync(store, 0),
            Throws.TypeOf<StorageException>().With.Property("Kind").EqualTo(StorageFault.Gone));
        Assert.That(async () => await SomeRuns.LogAsync(store, 0), Throws.TypeOf<StorageException>());
        File.Move(_folder["aside"], Path.Combine(Store, "runs", "000001.seg"));
        await SomeRuns.LogAsync(store, 0);
        Assert.That(await SomeRuns.CountAsync(store), Is.EqualTo(1));
    }

    [Test]
    public async Task Change_WhenTheFileIsReplacedByAShorterOne_IsRefused()
    {
        await using var store = await FileStore.OpenAsync(Store, SomeFiles.Options);
        await SomeRuns.StartAsync(store);
        var copy = await File.ReadAllBytesAsync(Files[0]);
        await SomeRuns.LogAsync(store, 0);
        File.Delete(Files[0]);
        await File.WriteAllBytesAsync(Path.Combine(Store, "runs", "000001.seg"), copy);

        Assert.That(async () => await SomeRuns.LogAsync(store, 1), Throws.TypeOf<StorageException>());
        Assert.That(
            async () => await SomeRuns.LogAsync(store, 1),
            Throws.TypeOf<StorageException>().With.Property("Kind").EqualTo(StorageFault.Damaged));
        Assert.That(await File.ReadAllBytesAsync(Files[0]), Is.EqualTo(copy), "nothing was changed");
    }

    [Test]
    public async Task Change_ThatIsTooLarge_IsRefusedAndNothingIsReadAgain()
    {
        var disk = new FaultyDisk(int.MaxValue);
        await using var store = await FileStore.OpenAsync(Store, SomeFiles.Options with { Disk = disk });
        await SomeRuns.StartAsync(store);
        var texts = Enumerable.Range(0, 40).Select(number => $"{number}".PadRight(1 << 20)).ToArray();

        Assert.That(
            async () => await store.Runs.ChangeAsync(ledger => RunRules.Attach(ledger, "a", true, texts), _ => true),
            Throws.TypeOf<RunException>().With.Message.Contains("33,554,432"));
        var asked = disk.Asked;
        await SomeRuns.LogAsync(store, 0);
        Assert.That(disk.Asked - asked, Is.EqualTo(2), "a write and a flush; the file is open");
        Assert.That(await store.Runs.ReadAsync(ledger => ledger.Run("a")!.Outputs), Is.Empty);
    }

    [Test]
    public async Task Change_WhenMemoryIsShort_FailsAndTheNextGoesOn()
    {
        var disk = new FaultyDisk(int.MaxValue) { Fault = () => new InsufficientMemoryException("none is left") };
        await using var store = await FileStore.OpenAsync(Store, SomeFiles.Options with { Disk = disk });
        await SomeRuns.StartAsync(store);
        disk.FailsAt = disk.Asked + 1;

        Assert.That(async () => await SomeRuns.LogAsync(store, 0), Throws.TypeOf<StorageException>());
        await SomeRuns.LogAsync(store, 1);
        Assert.That(await SomeRuns.CountAsync(store), Is.EqualTo(1));
    }

    [Test]
    public async Task Open_OfFilesThatLostWholeChanges_IsRefused()
    {
        await FillAsync(1);
        var shorter = await File.ReadAllBytesAsync(Files[0]);
        await FillAsync(3, first: 1);
        await File.WriteAllBytesAsync(Files[0], shorter);

        await RefusedAsync("3 changes that were acknowledged are missing");
        Assert.That(
            async () => await SomeRuns.CountAsync(ReadOnlyStore.Open(Store, SomeFiles.Options)),
            Throws.TypeOf<StorageException>().With.Property("Kind").EqualTo(StorageFault.Damaged));
        Assert.That(await File.ReadAllBytesAsync(Files[0]), Is.EqualTo(shorter));
        File.Delete(Mark);
        Assert.That(await StepsAsync(), Is.EqualTo(1), "the message says how to go on");
    }

    [TestCase(28)]
    [TestCase(4096)]
    public async Task Open_WithALastFileOfZeros_GoesOn(int length)
    {
        await FillAsync(3);
        await File.WriteAllBytesAsync(Path.Combine(Store, "runs", "000002.seg"), new byte[length]);

        await using (var reader = ReadOnlyStore.Open(Store, SomeFiles.Options))
        {
            Assert.That(await SomeRuns.CountAsync(reader), Is.EqualTo(3));
        }

        Assert.That(await StepsAsync(), Is.EqualTo(3));
        await FillAsync(1, first: 3);
        Assert.That(await StepsAsync(), Is.EqualTo(4));
    }

    [Test]
    public async Task Open_WithALastFileWhoseHeaderIsZero_IsRefused()
    {
        await FillAsync(3);
        var bytes = await File.ReadAllBytesAsync(Files[0]);
        bytes.AsSpan(0, 28).Clear();
        await File.WriteAllBytesAsync(Files[0], bytes);

        await RefusedAsync("header");
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Open_AfterALongTornEnd_IsQuick(CancellationToken timeout)
    {
        await FillAsync(1);
        var bytes = await File.ReadAllBytesAsync(Files[0], timeout);
        var rest = new byte[8 << 20];

        // At every fourth byte a length that leads far.
        for (var at = 0; at + 4 <= rest.Length; at += 4)
        {
            BitConverter.TryWriteBytes(rest.AsSpan(at), 4 << 20);
        }

        await File.WriteAllBytesAsync(Files[0], [.. bytes, .. rest], timeout);
        Assert.That(await Task.Run(StepsAsync, timeout).WaitAsync(timeout), Is.EqualTo(1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task ReadOnly_AfterTheOwnerCutBack_SeesWhatIsThere(bool isLonger)
    {
        await FillAsync(1);
        var safe = await File.ReadAllBytesAsync(Files[0]);
        await FillAsync(2, first: 1);
        await using var reader = ReadOnlyStore.Open(Store, SomeFiles.Options);
        Assert.That(await SomeRuns.CountAsync(reader), Is.EqualTo(3), "nobody was told of the last two");

        File.Delete(Mark);
        await File.WriteAllBytesAsync(Files[0], safe);
        await using var owner = await FileStore.OpenAsync(Store, SomeFiles.Options);
        await SomeRuns.LogAsync(owner, 9);
        if (isLonger)
        {
            var points = Enumerable.Range(10, 20).Select(step => new NamedPoint("m", new MetricPoint(1, 1, step)));
            await owner.Runs.ChangeAsync(ledger => RunRules.Log(ledger, "a", [.. points], [], []), _ => true);
        }

        Assert.That(await SomeRuns.CountAsync(reader), Is.EqualTo(isLonger ? 22 : 2));
    }

    private async Task FillAsync(int count, int first = 0, long segmentBytes = 1 << 20)
    {
        await using var store = await FileStore.OpenAsync(
            Store, SomeFiles.Options with { SegmentBytes = segmentBytes });
        if (first == 0)
        {
            await SomeRuns.StartAsync(store);
        }

        for (var step = first; step < first + count; step++)
        {
            await SomeRuns.LogAsync(store, step);
        }
    }

    private async Task<long> StepsAsync()
    {
        await using var store = await FileStore.OpenAsync(Store, SomeFiles.Options);
        return await SomeRuns.CountAsync(store);
    }

    private async Task RefusedAsync(string why)
    {
        await using var store = await FileStore.OpenAsync(Store, SomeFiles.Options);
        Assert.That(
            async () => await SomeRuns.CountAsync(store),
            Throws.TypeOf<StorageException>().With.Property("Kind").EqualTo(StorageFault.Damaged)
                .And.Message.Contains(why));
    }
}
