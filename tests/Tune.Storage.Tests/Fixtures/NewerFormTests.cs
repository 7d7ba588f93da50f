using System.Buffers.Binary;
using System.IO.Compression;
using Tune.Bytes;
using Tune.Engine.Ports;
using Tune.Storage.Journal;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Fixtures;

/// <summary>What a newer version has written is refused with both versions named, and stays as it is to the byte.
/// </summary>
internal sealed class NewerFormTests
{
    private const string Experiment = "cut-short";
    private TempFolder _folder = null!;

    private string StoreFolder => _folder[FixtureRecorder.Store];

    private string ExperimentFolder => Path.Combine(StoreFolder, "experiments", Experiment);

    private string LastFile => Directory.EnumerateFiles(Path.Combine(ExperimentFolder, "journal"), "*.seg").Max()!;

    [SetUp]
    public void Unpack()
    {
        _folder = new TempFolder();
        ZipFile.ExtractToDirectory(Path.Combine(FixtureTests.FixtureFolder, "v1", "killed.zip"), _folder.Root);
    }

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void Open_StoreOfANewerForm_IsRefusedAndEqualToTheByte()
    {
        File.WriteAllText(Path.Combine(StoreFolder, "store.json"), """{"Format":99}""");
        var before = FolderText.Of(StoreFolder);

        Assert.That(OpenStore, Throws.TypeOf<StorageException>().With.Message.Contains("has form 99")
            .And.Message.Contains("knows forms up to"));
        Assert.That(
            () => ReadOnlyStore.Open(StoreFolder, FixtureRecorder.Options),
            Throws.TypeOf<StorageException>().With.Message.Contains("has form 99"));

        Assert.That(FolderText.Of(StoreFolder), Is.EqualTo(before));
    }

    [Test]
    public void Open_JournalFileOfANewerForm_IsRefusedAndEqualToTheByte()
    {
        Change(LastFile, bytes =>
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), 7);
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
            BinaryPrimitives.WriteUInt32LittleEndian(
                bytes.AsSpan(length - sizeof(uint)), Crc32C.Of(bytes.AsSpan(0, length - sizeof(uint))));
        });

        AssertRefused("has format 7", "knows formats up to 1");
    }

    [Test]
    public void Open_FrameOfANewerForm_IsRefusedAndNotCutOffAsATornTail()
    {
        Change(LastFile, bytes =>
        {
            var last = LastFrame(bytes);
            BinaryPrimitives.WriteUInt32LittleEndian(last[20..], 9);
            BinaryPrimitives.WriteUInt32LittleEndian(last, Crc32C.Of(last[4..]));
        });

        AssertRefused("has form 9", "knows forms up to 1");
    }

    [Test]
    public async Task Read_EventOfANewerKind_SaysSoAndNotThatTheFileIsDamaged()
    {
        await CutTailAsync();
        Change(LastFile, bytes =>
        {
            var last = LastFrame(bytes);
            var events = new ByteReader(last[FrameHeader.Size..]);
            Assert.That(events.Count(), Is.Zero, "the last frame of this journal defines no names");
            last[^events.Left] = 0x3F;
            BinaryPrimitives.WriteUInt32LittleEndian(last, Crc32C.Of(last[4..]));
        });

        AssertRefused("an event of kind 63", "knows kinds up to");
    }

    private void AssertRefused(string found, string known)
    {
        var before = FolderText.Of(ExperimentFolder);

        Assert.That(ReadJournal, Throws.TypeOf<StorageException>().With.Message.Contains(found)
            .And.Message.Contains(known).And.Message.Not.Contains("damaged"));
        using var reading = ReadOnlyStore.Open(StoreFolder, FixtureRecorder.Options);
        Assert.That(
            async () => await reading.ReadJournalAsync(Experiment).CountAsync(),
            Throws.TypeOf<StorageException>().With.Message.Contains(found));

        Assert.That(FolderText.Of(ExperimentFolder), Is.EqualTo(before));
    }

    private static void Change(string path, Action<byte[]> change)
    {
        var bytes = File.ReadAllBytes(path);
        change(bytes);
        File.WriteAllBytes(path, bytes);
    }

    // The last whole frame; what follows it in this file is half an append.
    private static Span<byte> LastFrame(byte[] bytes)
    {
        var at = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        var last = at;
        while (at + FrameHeader.Size <= bytes.Length && FrameHeader.TryRead(bytes.AsSpan(at), out var header)
            && at + header.Length <= bytes.Length)
        {
            last = at;
            at += header.Length;
        }

        Assert.That(FrameHeader.TryRead(bytes.AsSpan(last), out var found));
        return bytes.AsSpan(last, found.Length);
    }

    private async Task CutTailAsync()
    {
        using var reading = ReadOnlyStore.Open(StoreFolder, FixtureRecorder.Options);
        using var file = new FileStream(LastFile, FileMode.Open);
        file.SetLength(file.Length - (await reading.CheckJournalAsync(Experiment)).UnfinishedBytes);
    }

    private async Task<FileStore> OpenStore() => await FileStore.OpenAsync(StoreFolder, FixtureRecorder.Options);

    private async Task<long> ReadJournal()
    {
        await using var store = await OpenStore();
        await using var journal = await store.OpenJournalAsync(Experiment);
        return await journal.ReadAsync().LongCountAsync();
    }
}
