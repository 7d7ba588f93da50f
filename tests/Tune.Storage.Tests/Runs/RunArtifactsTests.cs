using Tune.Engine.Ports;
using Tune.Engine.Runs;
using Tune.Storage.Tests.Disks;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Runs;

/// <summary>What becomes of the bytes of artifacts when something goes wrong.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RunArtifactsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Store => _folder["store"];

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Put_ThatFailsAnywhere_LeavesWhatWasThere()
    {
        var disk = new FaultyDisk(int.MaxValue);
        await using var store = await FileStore.OpenAsync(Store, SomeFiles.Options with { Disk = disk });
        await SomeRuns.PutAsync(store, "p", "old");
        var expected = "old";
        var failures = 0;
        for (var step = 1; step <= 14; step++)
        {
            disk.FailsAt = disk.Asked + step;
            try
            {
                await SomeRuns.PutAsync(store, "p", $"new {step}");
                expected = $"new {step}";
            }
            catch (StorageException)
            {
                failures++;
            }

            disk.FailsAt = int.MaxValue;
            Assert.That(await SomeRuns.TextAsync(store, "p"), Is.EqualTo(expected), $"step {step}");
        }

        Assert.That(failures, Is.InRange(7, 13), "all of its steps have failed, and nothing that is none");
    }

    [Test]
    public async Task Put_ThatIsGivenUpWhileItIsWritten_LosesNothing()
    {
        using var disk = new HeldDisk();
        await using var store = await FileStore.OpenAsync(Store, SomeFiles.Options with { Disk = disk });
        await SomeRuns.PutAsync(store, "p", "old");
        await SomeRuns.PutAsync(store, "q", "new");
        disk.Holds = true;
        using var gone = new CancellationTokenSource();
        var put = Task.Run(
            async () => await store.Runs.PutAsync("p", SomeRuns.Bytes("new"u8.ToArray()), 100, 1, gone.Token));
        await disk.BegunAsync();
        disk.Release();
        await disk.BegunAsync();
        await gone.CancelAsync();
        Assert.That(async () => await put, Throws.InstanceOf<OperationCanceledException>());
        disk.Release(fails: true);
        disk.Holds = false;

        // Waits until the failure is known, if it is not yet.
        await ((Task)SomeRuns.TextAsync(store, "p")).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.That(await SomeRuns.TextAsync(store, "p"), Is.EqualTo("old"));
    }

    [Test]
    public async Task Remove_WhileTheRemovalOfAnotherPathIsPending_KeepsTheBytes()
    {
        using var disk = new HeldDisk();
        await using var store = await FileStore.OpenAsync(Store, SomeFiles.Options with { Disk = disk });
        await SomeRuns.PutAsync(store, "p1", "same");
        await SomeRuns.PutAsync(store, "p2", "same");
        disk.Holds = true;
        var first = store.Runs.RemoveAsync("p1").AsTask();
        await disk.BegunAsync();
        var second = store.Runs.RemoveAsync("p2").AsTask();
        disk.Release();
        await first.WaitAsync(TimeSpan.FromSeconds(30));
        await disk.BegunAsync();
        disk.Release(fails: true);
        disk.Holds = false;

        Assert.That(async () => await second, Throws.TypeOf<StorageException>());
        Assert.That(await SomeRuns.TextAsync(store, "p2"), Is.EqualTo("same"));
        await store.Runs.RemoveAsync("p2");
        Assert.That(SomeRuns.Blobs(Store), Is.Empty, "now nobody needs them");
    }

    [Test]
    public async Task Open_TakesAwayBytesThatNoPathLeadsTo()
    {
        await using (var store = await FileStore.OpenAsync(Store, SomeFiles.Options))
        {
            await SomeRuns.PutAsync(store, "p", "some");
        }

        var place = SomeRuns.Blobs(Store).Single();
        var orphan = Path.Combine(Store, "runs", "blobs", "ab", "ab".PadRight(64, '0'));
        Directory.CreateDirectory(Path.GetDirectoryName(orphan)!);
        await File.WriteAllTextAsync(orphan, "nobody's");
        await File.WriteAllTextAsync(Path.Combine(Store, "runs", "blobs", "x.arriving"), "half");
        var note = Path.Combine(Path.GetDirectoryName(orphan)!, "note.txt");
        await File.WriteAllTextAsync(note, "none of ours");
        await using (var store = await FileStore.OpenAsync(Store, SomeFiles.Options))
        {
            Assert.That(await SomeRuns.TextAsync(store, "p"), Is.EqualTo("some"));
        }

        Assert.That(SomeRuns.Blobs(Store), Is.EquivalentTo(new[] { place, note }));
    }

    [Test]
    public async Task Read_OfALinkToTheSameBytes_IsRefused()
    {
        await using var store = await FileStore.OpenAsync(Store, SomeFiles.Options);
        await SomeRuns.PutAsync(store, "p", "some");
        var place = SomeRuns.Blobs(Store).Single();
        File.Move(place, _folder["other"]);
        File.CreateSymbolicLink(place, _folder["other"]);

        Assert.That(
            async () => await SomeRuns.TextAsync(store, "p"),
            Throws.TypeOf<StorageException>().With.Property("Kind").EqualTo(StorageFault.Gone));
    }

    [Test]
    public async Task Read_OfAFileThatGrowsMeanwhile_EndsWhereItEnded()
    {
        await using var store = await FileStore.OpenAsync(Store, SomeFiles.Options);
        var bytes = new byte[200_000];
        var artifact = await store.Runs.PutAsync("p", SomeRuns.Bytes(bytes), 1 << 20, 1);
        var read = 0;
        await foreach (var part in store.Runs.OpenAsync(artifact))
        {
            read += part.Length;
            await File.AppendAllTextAsync(SomeRuns.Blobs(Store).Single(), "more");
        }

        Assert.That(read, Is.EqualTo(bytes.Length));
    }

    [TestCase("../../../../etc/passwd")]
    [TestCase("")]
    [TestCase("c0ffee")]
    public async Task Read_OfWhatIsNoDigest_IsRefused(string digest)
    {
        await using var store = await FileStore.OpenAsync(Store, SomeFiles.Options);

        Assert.That(
            async () => await store.Runs.OpenAsync(new RunArtifact("p", digest, 4, 1)).GetAsyncEnumerator()
                .MoveNextAsync(),
            Throws.TypeOf<StorageException>().With.Property("Kind").EqualTo(StorageFault.Gone));
    }

    [Test]
    public async Task Put_OfBytesThatNeverCome_ThrowsWhatTheirSenderDid()
    {
        await using var store = await FileStore.OpenAsync(Store, SomeFiles.Options);

        Assert.That(
            async () => await store.Runs.PutAsync("p", Broken(), 100, 1),
            Throws.TypeOf<IOException>().With.Message.EqualTo("the line broke"));
        Assert.That(SomeRuns.Blobs(Store), Is.Empty);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Broken()
    {
        yield return "some"u8.ToArray();
        await Task.CompletedTask;
        throw new IOException("the line broke");
    }
}
