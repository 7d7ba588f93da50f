using System.Globalization;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Storage.Disks;
using Tune.Storage.Tests.Disks;
using Tune.Testing;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests;

internal sealed class FileStoreTests
{
    private TempFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new TempFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public async Task Open_InTheSameProcessTwice_SaysWhoHoldsIt()
    {
        await using var first = await Open();
        Assert.That(Open, Throws.TypeOf<StorageException>().With.Message
            .Contains($"in use by process {Environment.ProcessId}").And.Message.Contains("'some command'"));
    }

    [Test]
    public async Task Open_WhileAnotherProcessHoldsIt_IsRefusedUntilThatIsKilled()
    {
        using var second = SecondProcess.Start("hold", _folder["store"]);
        Assert.That(await second.LineAsync(), Is.EqualTo("open"));
        Assert.That(Open, Throws.TypeOf<StorageException>().With.Message
            .Contains($"process {second.Id} on {Environment.MachineName}").And.Message.Contains("--store"));
        using (var looking = ReadOnlyStore.Open(_folder["store"], SomeFiles.Options))
        {
            Assert.That(await looking.HolderAsync(), Does.Contain($"process {second.Id}"));
        }

        await second.KillAsync();
        await using var mine = await Open();
    }

    [Test]
    public async Task Open_WhereTheLockFileWasDeletedUnderItsOwner_IsRefusedAllTheSame([Values] bool isAnotherProcess)
    {
        using var second = isAnotherProcess ? SecondProcess.Start("hold", _folder["store"]) : null;
        await using var first = isAnotherProcess ? null : await Open();
        if (second is not null)
        {
            Assert.That(await second.LineAsync(), Is.EqualTo("open"));
        }

        for (var i = 0; i < 2; i++)
        {
            File.Delete(Path.Combine(_folder["store"], "lock"));
            Assert.That(Open, Throws.TypeOf<StorageException>().With.Message
                .Contains($"in use by process {second?.Id ?? Environment.ProcessId}"));
        }
    }

    [TestCase("delete")]
    [TestCase("replace")]
    [TestCase("move the store")]
    public async Task Append_WhereTheJournalsFileWasTakenAway_IsRefused(string how)
    {
        await using var store = await Open();
        await using var journal = await store.OpenJournalAsync("some");
        await journal.AppendAsync(0, Some.Beginning());
        var path = Directory.GetFiles(_folder["store"], "*.seg", SearchOption.AllDirectories).Single();
        switch (how)
        {
            case "delete":
                File.Delete(path);
                break;
            case "replace":
                File.Copy(path, path + ".copy");
                File.Move(path + ".copy", path, overwrite: true);
                break;
            default:
                Directory.Move(_folder["store"], _folder["elsewhere"]);
                break;
        }

        Assert.That(
            async () => await journal.AppendAsync(journal.Count, Some.Report(0, 1, ("acc", 1))),
            Throws.TypeOf<StorageException>().With.Message.Contains("deleted, moved or replaced"));
    }

    [Test]
    public async Task Killed_WhileAppending_LosesNothingThatWasAcknowledged([Values(1, 40, 300)] int reports)
    {
        var acknowledged = 0;
        for (var kill = 0; kill < 3; kill++)
        {
            using var second = SecondProcess.Start("append", _folder["store"]);
            Assert.That(await second.LineAsync(), Is.EqualTo("open"));
            for (var i = 0; i < reports; i++)
            {
                acknowledged = int.Parse((await second.LineAsync())!, CultureInfo.InvariantCulture);
            }

            var rest = (await second.KillAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (rest.Length > 1)
            {
                // The very last line may be cut in the middle of its number.
                acknowledged = int.Parse(rest[^2], CultureInfo.InvariantCulture);
            }
        }

        await using var store = await Open();
        await using var journal = await store.OpenJournalAsync("some");
        var stored = await journal.ReadAsync().OfType<ExperimentEvent.Reported>().ToListAsync();
        Assert.That(stored, Has.Count.GreaterThanOrEqualTo(acknowledged));
        Assert.That(stored.Select(report => report.Iteration), Is.EqualTo(Enumerable.Range(1, stored.Count)));
        await store.Tracking.CatchUpAsync("some");
        Assert.That((await store.Tracking.FindAsync("some"))!.Reports, Is.EqualTo(stored.Count));
    }

    [Test]
    public async Task Disposed_Store_CanBeOpenedAgainAtOnce()
    {
        for (var i = 0; i < 5; i++)
        {
            await using var store = await Open();
            await using var journal = await store.OpenJournalAsync("some");
            await journal.AppendAsync(journal.Count, Some.Beginning());
        }

        Assert.That(File.Exists(Path.Combine(_folder["store"], "owner.json")), Is.False);
    }

    [Test]
    public void Open_OfAFile_IsRefused()
    {
        File.WriteAllText(_folder["store"], "");
        Assert.That(Open, Throws.TypeOf<StorageException>().With.Message.Contains("is a file"));
    }

    [Test]
    public async Task Open_OfANewerForm_IsRefusedAndTouchesNothing()
    {
        Directory.CreateDirectory(_folder["store"]);
        var path = Path.Combine(_folder["store"], "store.json");
        await File.WriteAllTextAsync(path, """{"Format":99}""");
        Assert.That(Open, Throws.TypeOf<StorageException>().With.Message.Contains("form 99"));
        Assert.That(
            () => ReadOnlyStore.Open(_folder["store"], SomeFiles.Options),
            Throws.TypeOf<StorageException>().With.Message.Contains("form 99"));
        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo("""{"Format":99}"""));
        Assert.That(Directory.Exists(Path.Combine(_folder["store"], "experiments")), Is.False);
    }

    [Test]
    public async Task Open_OfAnOlderForm_UpgradesItStepByStepAndKeepsTheOldFiles()
    {
        var first = new StoreFormat(1, []);
        await using (await FileStore.OpenAsync(_folder["store"], SomeFiles.Options with { Format = first }))
        {
        }

        await File.WriteAllTextAsync(Path.Combine(_folder["store"], "store.json"), """{"Format":1}""");
        var thing = Path.Combine(_folder["store"], "thing");
        await File.WriteAllTextAsync(thing, "1");
        var format = new StoreFormat(3,
        [
            new StoreUpgrade(1, ["thing"], folder => File.WriteAllText(Path.Combine(folder, "thing"), "2")),
            new StoreUpgrade(2, ["thing"], folder => File.AppendAllText(Path.Combine(folder, "thing"), "3")),
        ]);
        await using (var store = await FileStore.OpenAsync(
            _folder["store"], SomeFiles.Options with { Format = format }))
        {
            Assert.That(await File.ReadAllTextAsync(thing), Is.EqualTo("23"));
            Assert.That(format.Read(_folder["store"]), Is.EqualTo(3));
            Assert.That(
                await File.ReadAllTextAsync(Path.Combine(_folder["store"], "backup-form-1", "thing")), Is.EqualTo("1"));
        }

        Assert.That(Open, Throws.TypeOf<StorageException>(), "this version's own form is lower");
    }

    [Test]
    public async Task Open_OnADiskThatFailsAtAnyStep_SaysSoAndLeavesTheLockFree()
    {
        var failures = 0;
        for (var step = 1; step < 40; step++)
        {
            var folder = _folder[$"step-{step}"];
            var disk = new FaultyDisk(step);
            try
            {
                await using var store = await FileStore.OpenAsync(folder, SomeFiles.Options with { Disk = disk });
            }
            catch (StorageException e)
            {
                failures++;
                Assert.That(e.Message, Does.Contain(folder).And.Contain("free"));
            }

            disk.IsMended = true;
            await using var again = await FileStore.OpenAsync(folder, SomeFiles.Options with { Disk = disk });
        }

        Assert.That(failures, Is.GreaterThan(5));
    }

    [Test]
    public void Refuse_OfANetworkFolder_NamesItsMount()
    {
        File.WriteAllLines(_folder["mounts"],
        [
            "/dev/sda / ext4 rw 0 0",
            "server:/x /home/me\\040too nfs4 rw 0 0",
            "/dev/sdb /home/me\\040too/local xfs rw 0 0",
        ]);
        Assert.That(
            () => NetworkFolder.Refuse("/home/me too/data", _folder["mounts"]),
            Throws.TypeOf<StorageException>().With.Message.Contains("nfs4 at '/home/me too'"));
        NetworkFolder.Refuse("/home/me too/local/data", _folder["mounts"]);
        NetworkFolder.Refuse("/home/me tootoo", _folder["mounts"]);
        NetworkFolder.Refuse("/", _folder["mounts"]);
    }

    [TestCaseSource(typeof(SmallDisk), nameof(SmallDisk.OrNone), new object[] { 1L << 20 })]
    public async Task Open_OnAReadOnlyDisk_SaysSo(long bytes)
    {
        using var disk = SmallDisk.Of(bytes);
        var folder = Path.Combine(disk.Folder, "store");
        await using (var store = await FileStore.OpenAsync(folder, SomeFiles.Options))
        {
            await using var journal = await store.OpenJournalAsync("some");
            await journal.AppendAsync(0, Some.Beginning());
        }

        disk.MakeReadOnly(true);
        Assert.That(
            async () => await FileStore.OpenAsync(folder, SomeFiles.Options),
            Throws.TypeOf<StorageException>().With.Message.Contains("cannot be opened for writing"));
        using var looking = ReadOnlyStore.Open(folder, SomeFiles.Options);
        Assert.That((await looking.Tracking.FindAsync("some"))!.Trials, Is.EqualTo(1));
    }

    [TestCaseSource(typeof(SmallDisk), nameof(SmallDisk.OrNone), new object[] { 1L << 20 })]
    public async Task Append_OnAFullDisk_IsRefusedAndGoesOnWhenThereIsRoom(long bytes)
    {
        using var disk = SmallDisk.Of(bytes);
        await using var store = await FileStore.OpenAsync(Path.Combine(disk.Folder, "store"), SomeFiles.Options);
        await using var journal = await store.OpenJournalAsync("some");
        await journal.AppendAsync(0, Some.Beginning());
        var filler = disk.Fill(leave: 32 << 10);
        var done = 0;
        Assert.That(
            async () =>
            {
                while (done < 100_000)
                {
                    await journal.AppendAsync(journal.Count, Some.Report(0, done + 1, ("acc", done)));
                    done++;
                }
            },
            Throws.TypeOf<StorageException>().With.Message.Contains("bytes are free there. Free some space"));
        Assert.That(done, Is.Positive, "there was some room before the disk was full");
        File.Delete(filler);
        await using var again = await store.OpenJournalAsync("some");
        Assert.That(again.Count, Is.EqualTo(Some.Beginning().Count + (2 * done)));
        await again.AppendAsync(again.Count, Some.Report(0, done + 1, ("acc", done)));
        await store.Tracking.CatchUpAsync("some");
        Assert.That((await store.Tracking.FindAsync("some"))!.Reports, Is.EqualTo(done + 1));
    }

    private Task<FileStore> Open() => FileStore.OpenAsync(_folder["store"], SomeFiles.Options).AsTask();
}
