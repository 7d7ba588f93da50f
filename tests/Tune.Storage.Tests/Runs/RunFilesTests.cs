using Tune.Engine.Ports;
using Tune.Engine.Runs;
using Tune.Engine.Stores;
using Tune.Storage.Journal;
using Tune.Storage.Tests.Disks;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Runs;

/// <summary>What becomes of the files of runs when something goes wrong.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RunFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Last => Directory.GetFiles(Path.Combine(_folder["store"], "runs"), "*.seg").Order().Last();

    [Test]
    public async Task Open_AfterAnEndThatWasCutShortAnywhere_HasWhatWasAcknowledged()
    {
        await FillAsync(3);
        var whole = await File.ReadAllBytesAsync(Last);
        await FillAsync(1, first: 3);
        var more = await File.ReadAllBytesAsync(Last);

        // As if nobody had been told of the fourth.
        File.Delete(Path.Combine(_folder["store"], "runs", "known.json"));
        for (var length = whole.Length; length < more.Length; length += 3)
        {
            await File.WriteAllBytesAsync(Last, more[..length]);
            Assert.That(await StepsAsync(), Is.EqualTo(3), $"{length} bytes");
        }

        await FillAsync(2, first: 3);
        Assert.That(await StepsAsync(), Is.EqualTo(5), "it goes on behind the cut");
    }

    [Test]
    public async Task Open_WithDamageToWhatWasSafe_IsRefused()
    {
        await FillAsync(1);
        var first = new FileInfo(Last).Length;
        await FillAsync(3, first: 1);
        var bytes = await File.ReadAllBytesAsync(Last);
        bytes[first + 30] ^= 1;
        await File.WriteAllBytesAsync(Last, bytes);

        Assert.That(
            StepsAsync,
            Throws.TypeOf<StorageException>().With.Property(nameof(StorageException.Kind))
                .EqualTo(StorageFault.Damaged));
        Assert.That(await File.ReadAllBytesAsync(Last), Is.EqualTo(bytes), "nothing was changed");
    }

    [Test]
    public async Task Open_OfFilesOfANewerForm_IsRefused()
    {
        await FillAsync(1);
        var bytes = await File.ReadAllBytesAsync(Last);
        bytes[8]++;
        BitConverter.TryWriteBytes(bytes.AsSpan(24), Crc32C.Of(bytes.AsSpan(0, 24)));
        await File.WriteAllBytesAsync(Last, bytes);

        Assert.That(StepsAsync, Throws.TypeOf<StorageException>().With.Message.Contains("newer version"));
    }

    [TestCase(1, false)]
    [TestCase(1, true)]
    [TestCase(2, false)]
    public async Task Change_OnADiskThatFails_FailsAndTheNextGoesOn(int step, bool inTheMiddle)
    {
        var disk = new FaultyDisk(int.MaxValue, inTheMiddle: inTheMiddle);
        await using var store = await FileStore.OpenAsync(_folder["store"], SomeFiles.Options with { Disk = disk });
        await StartAsync(store);
        await LogAsync(store, 0);
        disk.FailsAt = disk.Asked + step;

        Assert.That(async () => await LogAsync(store, 1), Throws.TypeOf<StorageException>());
        Assert.That(await CountAsync(store), Is.EqualTo(1), "what failed is not there");
        await LogAsync(store, 2);
        Assert.That(await CountAsync(store), Is.EqualTo(2));
    }

    [Test]
    public async Task ReadOnly_WhileTheOwnerWrites_SeesWhatIsThere()
    {
        await using var owner = await FileStore.OpenAsync(_folder["store"], SomeFiles.Options);
        await using var reader = ReadOnlyStore.Open(_folder["store"], SomeFiles.Options);
        Assert.That(await reader.Runs.ReadAsync(ledger => ledger.RunCount), Is.Zero);
        await StartAsync(owner);
        await LogAsync(owner, 0);
        Assert.That(await CountAsync(reader), Is.EqualTo(1));
        await LogAsync(owner, 1);
        Assert.That(await CountAsync(reader), Is.EqualTo(2));
        Assert.That(
            async () => await LogAsync(reader, 2), Throws.TypeOf<StorageException>().With.Message.Contains("reading"));
    }

    [Test]
    public async Task Artifact_ThatIsALinkOrChanged_IsNotRead()
    {
        await using (var before = await FileStore.OpenAsync(_folder["store"], SomeFiles.Options))
        {
            await before.Runs.PutAsync("a/b", One("secret"u8.ToArray()), 100, 1);
        }

        await using var store = await FileStore.OpenAsync(_folder["store"], SomeFiles.Options);
        var put = (await store.Runs.ReadAsync(ledger => ledger.Artifact("a/b")))!;
        await using (var bytes = store.Runs.OpenAsync(put).GetAsyncEnumerator())
        {
            Assert.That(await bytes.MoveNextAsync(), Is.True);
            Assert.That(bytes.Current.ToArray(), Is.EqualTo("secret"u8.ToArray()));
        }

        var path = Directory.GetFiles(Path.Combine(_folder["store"], "runs", "blobs"), "*", SearchOption.AllDirectories)
            .Single();
        File.Delete(path);
        await File.WriteAllTextAsync(_folder["other"], "terces");
        File.CreateSymbolicLink(path, _folder["other"]);

        Assert.That(
            async () => await store.Runs.OpenAsync(put).GetAsyncEnumerator().MoveNextAsync(),
            Throws.TypeOf<StorageException>());
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> One(byte[] bytes)
    {
        await Task.CompletedTask;
        yield return bytes;
    }

    private async Task FillAsync(int count, int first = 0)
    {
        await using var store = await FileStore.OpenAsync(_folder["store"], SomeFiles.Options);
        if (first == 0)
        {
            await StartAsync(store);
        }

        for (var step = first; step < first + count; step++)
        {
            await LogAsync(store, step);
        }
    }

    private async Task<long> StepsAsync()
    {
        await using var store = await FileStore.OpenAsync(_folder["store"], SomeFiles.Options);
        return await CountAsync(store);
    }

    private static async Task<long> CountAsync(ITuneReader store) =>
        await store.Runs!.ReadAsync(ledger => ledger.CountOf("a", "m"));

    private static async Task StartAsync(ITuneReader store) => await store.Runs!.ChangeAsync(
        ledger => RunRules.Start(ledger, new RunRecord("a", 0, "some", "me", 5)), _ => true);

    private static async Task LogAsync(ITuneReader store, int step) => await store.Runs!.ChangeAsync(
        ledger => RunRules.Log(ledger, "a", [new("m", new MetricPoint(step, step, step))], [], []), _ => true);
}
