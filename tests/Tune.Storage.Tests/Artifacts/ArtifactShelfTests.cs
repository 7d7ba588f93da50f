using System.Text;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Storage.Artifacts;
using Tune.Storage.Disks;
using Tune.Testing;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Artifacts;

/// <summary>What may lie in a folder of artifacts besides those, and how many there may be.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ArtifactShelfTests : IDisposable
{
    private static readonly TrialId s_trial = new(3);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private ArtifactPlaces Places => new(_folder["artifacts"]);

    [Test]
    public async Task Open_AfterAProcessEndedInTheMiddle_TakesAwayWhatWasOnItsWay()
    {
        await PutAsync(Shelf(), "a", "whole");
        var half = Places.Fresh();
        await File.WriteAllTextAsync(half, "hal");

        var shelf = Shelf();

        Assert.That(File.Exists(half), Is.False);
        Assert.That((await shelf.ListAsync(s_trial)).Select(each => each.Path), Is.EqualTo(["a"]));
    }

    [Test]
    public async Task List_OfAFolderWithOtherThings_HasArtifactsOnly()
    {
        var shelf = Shelf();
        await PutAsync(shelf, "a", "mine");
        var folder = Places.Folder(s_trial);
        var secret = _folder["secret"];
        await File.WriteAllTextAsync(secret, "somebody else's");
        await File.WriteAllTextAsync(Path.Combine(folder, "note.txt"), "no artifact");
        File.Copy(Places.File(s_trial, "a"), Places.File(s_trial, "b"));
        File.CreateSymbolicLink(Places.File(s_trial, "c"), secret);
        InstalledProgram.Run("mkfifo", Places.File(s_trial, "d"));

        Assert.That((await shelf.ListAsync(s_trial)).Select(each => each.Path), Is.EqualTo(["a"]));
    }

    [Test]
    public async Task List_OfATrialWhoseFolderIsALink_IsEmpty()
    {
        var shelf = Shelf();
        await PutAsync(shelf, "a", "mine");
        Directory.CreateSymbolicLink(Places.Folder(new(4)), Places.Folder(s_trial));

        Assert.That(await shelf.ListAsync(new(4)), Is.Empty);
    }

    [Test]
    public async Task Read_OfAFileThatWasChanged_SaysSo()
    {
        var shelf = Shelf();
        var put = await PutAsync(shelf, "a", "some text");
        var file = Places.File(s_trial, "a");
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[3] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        Assert.That(
            async () => await shelf.ReadAsync(s_trial, put).CountAsync(),
            Throws.TypeOf<StorageException>()
                .With.Property(nameof(StorageException.Kind)).EqualTo(StorageFault.Damaged));
    }

    [Test]
    public async Task Put_OfMoreThanOneMayHave_IsRefusedAndLeavesNothing()
    {
        var shelf = Shelf(most: 10);
        await PutAsync(shelf, "a", "0123456789");

        Assert.That(
            async () => await PutAsync(shelf, "b", "0123456789+"),
            Throws.TypeOf<StorageException>().With.Message.Contains("'b' has more than 10 bytes"));
        Assert.That(Directory.GetFiles(Places.Root, "*", SearchOption.AllDirectories), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Put_OfMoreThanAllMayHave_IsRefused()
    {
        var shelf = Shelf(mostInAll: 20);
        await PutAsync(shelf, "a", "0123456789");
        await PutAsync(shelf, "a", "9876543210");
        await PutAsync(shelf, "b", "012345678");

        Assert.That(
            async () => await PutAsync(shelf, "c", "0123456789"),
            Throws.TypeOf<StorageException>().With.Message.Contains("at most 20 are kept"));
    }

    [Test]
    public async Task Put_WhereATrialHasTheMost_IsRefusedUnlessItTakesAPlace()
    {
        var shelf = Shelf();
        await PutAsync(shelf, "0", "");
        for (var i = 1; i < ArtifactLimits.PerTrialMax; i++)
        {
            await File.WriteAllBytesAsync(
                Places.File(s_trial, $"{i}"), ArtifactTrailer.Of($"{i}", new string('0', 64)));
        }

        Assert.That(
            async () => await PutAsync(shelf, "one more", ""),
            Throws.TypeOf<StorageException>().With.Message.Contains("1000 artifacts"));
        await PutAsync(shelf, "7", "again");
    }

    private ArtifactShelf Shelf(
        long most = ArtifactLimits.BytesMax, long mostInAll = ArtifactLimits.PerExperimentBytesMax) =>
        new(Places.Root, Disk.Real, () => true, most, mostInAll);

    private static async Task<TrialArtifact> PutAsync(ArtifactShelf shelf, string path, string content) =>
        await shelf.PutAsync(
            s_trial, path, new ReadOnlyMemory<byte>[] { Encoding.UTF8.GetBytes(content) }.ToAsyncEnumerable());
}
