using Tune.Testing.Trials;

namespace Tune.Trainables.Tests;

/// <summary>Checkpoints as files: what is offered can be read back.</summary>
internal sealed class CheckpointTests
{
    private TrialFolder _folder = null!;

    [SetUp]
    public void Arrange() => _folder = new TrialFolder();

    [TearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public async Task Bytes_WrittenAndRead_AreTheSame() =>
        Assert.That(
            (await Taken(Checkpoint.FromBytes("a/b", new byte[] { 1, 2, 3 }))).ReadBytes("a/b"),
            Is.EqualTo(new byte[] { 1, 2, 3 }));

    [Test]
    public async Task Text_WrittenAndRead_IsTheSame() =>
        Assert.That((await Taken(Checkpoint.FromText("t", "Grüße"))).ReadText("t"), Is.EqualTo("Grüße"));

    [Test]
    public async Task Json_WrittenAndRead_IsTheSame() =>
        Assert.That(
            (await Taken(Checkpoint.FromJson("s.json", new State(3, 0.1)))).ReadJson<State>("s.json"),
            Is.EqualTo(new State(3, 0.1)));

    [Test]
    public async Task Json_OfAnotherShape_IsRefusedWithTheFileNamed()
    {
        var restored = await Taken(Checkpoint.FromText("s.json", "[1,"));

        Assert.That(
            () => restored.ReadJson<State>("s.json"),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("'s.json' of the checkpoint of iteration 5"));
    }

    [Test]
    public async Task Folder_Copied_KeepsSubfoldersAndTheSource()
    {
        var source = Directory.CreateDirectory(Path.Combine(_folder.Path, "source", "sub"));
        File.WriteAllText(Path.Combine(source.FullName, "x"), "deep");

        var restored = await Taken(Checkpoint.FromFolder(source.Parent!.FullName));

        Assert.That(restored.ReadText("sub/x"), Is.EqualTo("deep"));
        Assert.That(File.Exists(Path.Combine(source.FullName, "x")));
    }

    [Test]
    public async Task File_Copied_KeepsItsName()
    {
        var source = Path.Combine(_folder.Path, "weights.bin");
        File.WriteAllText(source, "w");

        Assert.That((await Taken(Checkpoint.FromFile(source))).ReadText("weights.bin"), Is.EqualTo("w"));
    }

    [Test]
    public async Task Function_ThatIsAsynchronous_IsAwaited()
    {
        var restored = await Taken(Checkpoint.From(async folder =>
        {
            await Task.Yield();
            await File.WriteAllTextAsync(Path.Combine(folder, "late"), "here");
        }));

        Assert.That(restored.Has("late"));
        Assert.That(restored.Has("never"), Is.False);
    }

    [TestCase("../escape")]
    [TestCase("/etc/passwd")]
    [TestCase("")]
    public async Task Name_ThatLeadsOutOfTheFolder_IsRefused(string name)
    {
        var restored = await Taken(Checkpoint.FromText("t", "x"));

        Assert.That(() => restored.ReadText(name), Throws.ArgumentException);
    }

    private async Task<RestoredCheckpoint> Taken(Checkpoint checkpoint)
    {
        var folder = await Running.CheckpointWriter.WriteAsync(checkpoint, _folder.Path, 5);
        return new RestoredCheckpoint(folder!, 5);
    }

    private sealed record State(int Epoch, double Loss);
}
